/** The search box in the head. What is typed goes into the address a moment later, and the address is the search. */
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import styles from './site-header.module.css';

const pauseMs = 250;
const maxLength = 100;

export function SearchBox() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const isSearch = pathname === '/search';
  const searched = isSearch ? (new URLSearchParams(search).get('q') ?? '') : '';
  const [text, setText] = useState(searched);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLInputElement>(null);

  useEffect(() => {
    // Not while somebody types: the address is behind.
    if (document.activeElement !== box.current || searched === '') setText(searched);
  }, [searched]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const go = (query: string) => {
    clearTimeout(timer.current);
    const trimmed = query.trim();
    if (!isSearch && !trimmed) return;
    const params = new URLSearchParams(isSearch ? search : '');
    params.delete('after');
    if (trimmed) params.set('q', trimmed);
    else params.delete('q');
    if (!trimmed && params.get('sort') === 'RELEVANCE') params.delete('sort');
    void navigate(`/search?${params}`, { replace: isSearch });
  };
  return (
    <search className={styles['search']}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go(text);
        }}
      >
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          <path d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.5 15.5 21 21" />
        </svg>
        <input
          ref={box}
          type="search"
          name="q"
          aria-label="Search the shop"
          placeholder="Search for mugs, lamps, bags…"
          autoComplete="off"
          maxLength={maxLength}
          value={text}
          onChange={({ target: { value } }) => {
            setText(value);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => go(value), pauseMs);
          }}
        />
      </form>
    </search>
  );
}
