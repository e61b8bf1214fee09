/**
 * Why a job failed, as staff may read it: one line without what could be a person's or a secret. The full
 * text stays with the dead letter, for the operator (`npm run jobs -- show`).
 */
const longest = 300;

const hidden: readonly [RegExp, string][] = [
  [/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+\.[a-z]{2,}/gi, '(an address)'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1'],
  [/\b(https?:\/\/[^\s?#]+)[?#]\S*/gi, '$1'],
  [/\b(?:sk|rk|pk|whsec|tok|pi|seti)_[A-Za-z0-9_]{6,}/g, '(a secret)'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '(a secret)'],
  [/\+\d[\d ()-]{6,}\d/g, '(a number)'],
];
/** Ids are no secrets; other runs of this length may be. */
const longRun = /[\w+/=-]{32,}/g;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns 300 characters at most, in one line */
export function plainReason(reason: string): string {
  const line = reason.split('\n').find((each) => each.trim()) ?? 'It did not say why.';
  const shown = hidden.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
  return shown
    .replace(longRun, (run) => (uuid.test(run) ? run : '(a secret)'))
    .trim()
    .slice(0, longest)
    .replace(/[\s:,[{(]+$/, '');
}
