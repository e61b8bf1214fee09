/** What a change of the schema does to a client that was released before it. */
import { parseType, type TypeNode, Kind, print } from 'graphql';
import type { DocumentShape, Shape, Shapes } from './document-shape.js';

export interface ShapeChange {
  /** Path within the document. */
  field: string;
  message: string;
  /** Whether the client fails, or only meets a value that it has never heard of. */
  isBreaking: boolean;
}

/** How today's shape of a document differs, for its client, from the one it was released with. */
export function findShapeChanges(released: DocumentShape, today: DocumentShape): ShapeChange[] {
  return [
    ...compare(released.answer, today.answer, isNarrower, 'gained'),
    ...compare(released.variables, today.variables, isWider, 'lost'),
    ...newDemands(released.variables, today.variables),
  ];
}

type Accepts = (before: TypeNode, now: TypeNode) => boolean;

function compare(
  before: Shapes,
  now: Shapes,
  accepts: Accepts,
  values: 'gained' | 'lost',
): ShapeChange[] {
  return Object.entries(before).flatMap(([field, shape]) => {
    const found = now[field];
    if (found === undefined)
      return [{ field, message: `was ${typeOf(shape)}, and is gone`, isBreaking: true }];
    const changed = !accepts(readType(shape), readType(found));
    const message = `was ${typeOf(shape)}, and is ${typeOf(found)}`;
    return [
      ...(changed ? [{ field, message, isBreaking: true }] : []),
      ...compareValues(field, shape, found, values),
    ];
  });
}

/** A client cannot be sent what it does not know without a word; it may no more send what is gone. */
function compareValues(
  field: string,
  before: Shape,
  now: Shape,
  matter: 'gained' | 'lost',
): ShapeChange[] {
  const [from, to] = [valuesOf(before), valuesOf(now)];
  const changed =
    matter === 'lost'
      ? from.filter((value) => !to.includes(value))
      : to.filter((value) => !from.includes(value));
  if (changed.length === 0) return [];
  const message = `${typeOf(now)} ${matter} ${changed.join(', ')}`;
  return [{ field, message, isBreaking: matter === 'lost' }];
}

/** Fields of inputs that a released client does not know and would have to send. */
function newDemands(before: Shapes, now: Shapes): ShapeChange[] {
  return Object.entries(now)
    .filter(([field, shape]) => {
      if (field in before || readType(shape).kind !== Kind.NON_NULL_TYPE) return false;
      const parent = field.slice(0, field.lastIndexOf('.'));
      return parent in before && !typeOf(shape).includes(' = ');
    })
    .map(([field, shape]) => ({
      field,
      message: `is new, and must be sent: ${typeOf(shape)}`,
      isBreaking: true,
    }));
}

const typeOf = (shape: Shape) => (typeof shape === 'string' ? shape : shape.type);
const valuesOf = (shape: Shape) => (typeof shape === 'string' ? [] : shape.values);
const hasDefault = (shape: Shape) => typeOf(shape).includes(' = ');

/** A default makes a field of an input optional, whatever its type says. */
function readType(shape: Shape): TypeNode {
  const type = parseType(typeOf(shape).split(' = ')[0]!);
  return hasDefault(shape) && type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}

/** What is answered may be null less often than it was. */
const isNarrower: Accepts = (before, now) => {
  if (now.kind === Kind.NON_NULL_TYPE)
    return isNarrower(before.kind === Kind.NON_NULL_TYPE ? before.type : before, now.type);
  if (before.kind === Kind.LIST_TYPE && now.kind === Kind.LIST_TYPE)
    return isNarrower(before.type, now.type);
  return print(before) === print(now);
};

/** What is sent may be left out more often than before. */
const isWider: Accepts = (before, now) => isNarrower(now, before);
