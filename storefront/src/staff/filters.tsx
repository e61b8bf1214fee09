/** The filter of a list. The address is its state: what is typed goes there after a moment, and a link shows the same. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { Button } from '../design/button.js';
import styles from './filters.module.css';

const typingPauseMs = 350;

export function Filters({ label, children }: { label: string; children: ReactNode }) {
  const [params, setParams] = useSearchParams();
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const apply = () => {
    clearTimeout(timer.current);
    if (form.current) setParams(readFilters(form.current), { replace: true });
  };
  const applySoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(apply, typingPauseMs);
  };
  const clear = () => {
    for (const field of form.current?.elements ?? []) empty(field);
    apply();
  };
  return (
    <search>
      <form
        ref={form}
        aria-label={label}
        className={styles['filters']}
        onInput={applySoon}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        {children}
        <Button
          look="quiet"
          className={styles['clear']}
          onClick={clear}
          disabled={params.size === 0}
        >
          Clear
        </Button>
      </form>
    </search>
  );
}

/** What was filled in; a page's cursor is of another list, and left out. */
function readFilters(form: HTMLFormElement): URLSearchParams {
  const filters = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value.trim()) filters.set(name, value.trim());
  return filters;
}

function empty(field: Element): void {
  if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = false;
  else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
    field.value = '';
}

/** The addresses of the list's first and next page. */
export function pageAddresses(
  params: URLSearchParams,
  pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined },
): { first: string | null; next: string | null } {
  const to = (after: string | null) => {
    const address = new URLSearchParams(params);
    address.delete('after');
    if (after) address.set('after', after);
    return `?${address}`;
  };
  return {
    first: params.has('after') ? to(null) : null,
    next: pageInfo.hasNextPage ? to(pageInfo.endCursor ?? null) : null,
  };
}
