/** A sum whose parts may depend on the variables: what an operation costs, before it is known for whom. */

export type Variables = Readonly<Record<string, unknown>>;
/** A number, or how to get it from the variables. */
export type Amount = number | ((variables: Variables) => number);

export interface CostNode {
  /** What it stands for, for people. */
  label: string;
  /** Of one, without its children. */
  own: Amount;
  /** How many there are at most. */
  times: Amount;
  children: readonly CostNode[];
  /** Whether the children come together, or only one of them, the dearest, is counted. */
  pick: 'sum' | 'max';
  /** @skip and @include; undefined when it is always there. */
  applies?: ((variables: Variables) => boolean) | undefined;
}

/** Undefined for what is not given, whatever its name. */
export const valueOf = (variables: Variables, name: string): unknown =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

export const amountOf = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount(variables);

/** Compiles a node to an amount: a number when nothing in it depends on the variables. */
export function compileCost(root: CostNode): Amount {
  const compiled = new Map<CostNode, Amount>();
  const compile = (node: CostNode): Amount => {
    const known = compiled.get(node);
    if (known !== undefined) return known;
    const amount = combine(node, node.children.map(compile));
    compiled.set(node, amount);
    return amount;
  };
  return compile(root);
}

function combine({ own, times, pick, applies }: CostNode, parts: readonly Amount[]): Amount {
  const total = (variables: Variables): number => {
    if (applies && !applies(variables)) return 0;
    let inner = 0;
    for (const part of parts) {
      const amount = amountOf(part, variables);
      inner = pick === 'sum' ? inner + amount : Math.max(inner, amount);
    }
    return amountOf(times, variables) * (amountOf(own, variables) + inner);
  };
  const isFixed = [own, times, ...parts].every((amount) => typeof amount === 'number');
  if (isFixed && !applies) return total({});
  return rememberingLast(total);
}

/** A fragment that is spread many times is counted once per request. */
function rememberingLast(compute: (variables: Variables) => number): Amount {
  let last: Variables | undefined;
  let amount = 0;
  return (variables) => {
    if (variables !== last) [amount, last] = [compute(variables), variables];
    return amount;
  };
}
