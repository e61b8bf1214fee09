/** A page's title, in the window and as its heading. After going to a page the focus is on its heading. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

let focusIsDue = false;
/** The address that was shown last; null before the first page, which keeps the browser's own focus. */
let lastPath: string | null = null;

/** Watches where the user goes. Who types into the search box stays there. */
export function NavigationWatch() {
  const { pathname } = useLocation();
  useEffect(() => {
    if (lastPath === pathname) return;
    const isFirst = lastPath === null;
    lastPath = pathname;
    if (isFirst) return;
    const isTyping = document.activeElement?.getAttribute('type') === 'search';
    window.scrollTo(0, 0);
    if (isTyping) return;
    const heading = document.querySelector<HTMLElement>('main h1');
    if (heading) heading.focus({ preventScroll: true });
    else focusIsDue = true;
  }, [pathname]);
  return null;
}

export const useWindowTitle = (title: string): void => {
  useEffect(() => {
    document.title = title === 'Tributary' ? title : `${title} · Tributary`;
  }, [title]);
};

export function PageTitle({
  title,
  children,
  className,
}: {
  /** In the window; the heading too, unless it has `children`. */
  title: string;
  children?: ReactNode;
  className?: string | undefined;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useWindowTitle(title);
  useEffect(() => {
    if (!focusIsDue) return;
    focusIsDue = false;
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children ?? title}
    </h1>
  );
}
