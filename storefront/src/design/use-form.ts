/** The values of a form's text fields and what is wrong with them. It is told when the form is sent, and from then on at once. */
import { type ChangeEvent, type FormEvent, useState } from 'react';

export type Values = Record<string, string>;
/** What is wrong with a value, for people; undefined when it is right. */
export type Rules<V extends Values> = {
  [Name in keyof V]?: (value: string, values: V) => string | undefined;
};

export interface Form<V extends Values> {
  values: V;
  set: (values: Partial<V>) => void;
  /** Properties of the field of that name. */
  bind: (name: keyof V & string) => {
    name: string;
    value: string;
    error: string | undefined;
    onChange: (
      event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>,
    ) => void;
  };
  /** `onSubmit` of the form: `then` is called with values that keep the rules, else the first wrong field is focused. */
  submit: (
    then: (values: V) => Promise<void> | void,
  ) => (event: FormEvent<HTMLFormElement>) => void;
  /** Whether the rules are kept; shows what is wrong when not. */
  check: () => boolean;
}

export function useForm<V extends Values>(initial: V, rules: Rules<V> = {}): Form<V> {
  const [values, setValues] = useState(initial);
  const [told, setTold] = useState(false);
  const errorOf = (name: keyof V) => rules[name]?.(values[name] ?? '', values);
  const isRight = () => Object.keys(rules).every((name) => errorOf(name) === undefined);
  const check = () => {
    setTold(true);
    return isRight();
  };
  return {
    values,
    set: (changed) => setValues((before) => ({ ...before, ...changed })),
    bind: (name) => ({
      name,
      value: values[name] ?? '',
      error: told ? errorOf(name) : undefined,
      onChange: ({ target }) => setValues((before) => ({ ...before, [name]: target.value })),
    }),
    check,
    submit: (then) => (event) => {
      event.preventDefault();
      const { currentTarget } = event;
      if (check()) void then(values);
      else focusFirstFault(currentTarget);
    },
  };
}

/** Once the faults are shown. */
export function focusFirstFault(within: ParentNode): void {
  requestAnimationFrame(() => within.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}

export const required =
  (words = 'Please fill this in.') =>
  (value: string): string | undefined =>
    value.trim() ? undefined : words;

export const emailRule = (value: string): string | undefined =>
  /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value.trim())
    ? undefined
    : 'Please give an e-mail address, such as ada@example.com.';

const minPasswordLength = 10;
export const passwordRule = (value: string): string | undefined =>
  value.length >= minPasswordLength
    ? undefined
    : `At least ${minPasswordLength} characters, please.`;
