/** From the plan's path (`me`, `orders`, `@`, …) to the objects in the merged result that lie there. */
import { isObject, type JsonObject } from './merge.js';
import { evaluate, literal } from './unsupported.js';

export type EntityPath = readonly (string | number)[];
export type CollectEntities = (root: JsonObject, entities: JsonObject[]) => void;

const problems = {
  unexpectedList: (name: string) => {
    throw new Error(`Unexpected array in result for path element ${name}`);
  },
  expectedList: () => {
    throw new TypeError('Expected an array in the result where the path says that there is one');
  },
};

/** The generated function throws where a subgraph gave a list for an object or the other way round. */
export function compileEntityPath(path: EntityPath): CollectEntities {
  const source = `return (v0, entities) => {${step(path, 0)}};`;
  return evaluate<CollectEntities>(source, problems);
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
    return `if (${here} != null) {
      if (!Array.isArray(${here})) expectedList();
      for (let i${depth} = 0; i${depth} < ${here}.length; i${depth}++) {
        const ${next} = ${here}[i${depth}];
        ${step(path, depth + 1)}
      }
    }`;
  const name = literal(String(element));
  return `if (${here} != null) {
    if (Array.isArray(${here})) unexpectedList(${name});
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
