/** From the plan's path (`me`, `orders`, `@`, …) to the objects in the merged result that lie there. */
import { isObject, type JsonObject } from './merge.js';
import { evaluate, literal } from './unsupported.js';

export type EntityPath = readonly (string | number)[];
export type CollectEntities = (root: JsonObject, entities: JsonObject[]) => void;

/** What lies where the path does not lead, as a list for an object or the other way round, has no entities. */
export function compileEntityPath(path: EntityPath): CollectEntities {
  return evaluate<CollectEntities>(`return (v0, entities) => {${step(path, 0)}};`);
}

function step(path: EntityPath, depth: number): string {
  const here = `v${depth}`;
  const next = `v${depth + 1}`;
  if (depth === path.length)
    return `if (typeof ${here} === "object" && ${here} !== null) {
      if (Array.isArray(${here})) {
        for (const element of ${here})
          if (typeof element === "object" && element !== null) entities.push(element);
      } else entities.push(${here});
    }`;
  const element = path[depth]!;
  if (element === '@')
    return `if (Array.isArray(${here})) {
      for (let i${depth} = 0; i${depth} < ${here}.length; i${depth}++) {
        const ${next} = ${here}[i${depth}];
        ${step(path, depth + 1)}
      }
    }`;
  const name = literal(String(element));
  return `if (${here} != null && !Array.isArray(${here})) {
    const ${next} = ${here}[${name}];
    ${step(path, depth + 1)}
  }`;
}

/** Where in the response each entity is, in the order in which they are collected. Only errors need it. */
export function listEntityPaths(root: JsonObject, path: EntityPath): (string | number)[][] {
  const found: (string | number)[][] = [];
  const walk = (value: unknown, depth: number, soFar: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const element = path[depth];
    if (element === undefined) {
      if (!Array.isArray(value)) found.push(soFar);
      else
        value.forEach((member, index) => {
          if (typeof member === 'object' && member !== null) found.push([...soFar, index]);
        });
    } else if (element === '@') {
      if (Array.isArray(value))
        value.forEach((member, index) => walk(member, depth + 1, [...soFar, index]));
    } else if (isObject(value) && Object.hasOwn(value, element)) {
      walk(value[element], depth + 1, [...soFar, element]);
    }
  };
  walk(root, 0, []);
  return found;
}
