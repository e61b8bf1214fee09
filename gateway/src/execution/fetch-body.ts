/** The body of a request to a subgraph: all but its variables is constant. */
import type { FetchNode } from '@apollo/query-planner';
import { toJson } from './json-text.js';
import type { JsonObject } from './merge.js';
import { evaluate, literal, Unsupported } from './unsupported.js';

export type Variables = Readonly<Record<string, unknown>> | undefined;

/** @param representations the JSON of the entities asked for, separated by commas */
export type WriteBody = (variables: Variables, representations?: string) => string;

export function compileBody(fetch: FetchNode): WriteBody {
  const { operation: query, operationName, variableUsages = [] } = fetch;
  if (variableUsages.includes('representations'))
    throw new Unsupported('a variable named "representations"');
  const start = JSON.stringify({ query, operationName, variables: 0 }).slice(0, -2);
  if (!fetch.requires) {
    const writeVariables = compileVariables(variableUsages);
    return (variables) => `${start}{${writeVariables(variables)}}}`;
  }
  const writeVariables = compileVariables(variableUsages);
  return (variables, representations) => {
    const own = writeVariables(variables);
    return `${start}{${own}${own && ','}"representations":[${representations}]}}`;
  };
}

/** The members of the variables object that the client gave; a default is the subgraph's business. */
export function compileVariables(names: readonly string[]): (variables: Variables) => string {
  if (names.length === 0) return () => '';
  const code = names.map(
    (name) => `v = variables[${literal(name)}];
      if (v !== undefined) s += (s === "" ? "" : ",") + ${JSON.stringify(`"${name}":`)} + toJson(v);`,
  );
  const source = `return (variables) => {
    let v, s = "";
    if (variables !== undefined && variables !== null) {${code.join('')}}
    return s;
  };`;
  return evaluate<(variables: Variables | JsonObject) => string>(source, { toJson });
}
