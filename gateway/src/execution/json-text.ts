/** JSON of single values, as JSON.stringify writes it, without its fixed cost for the common ones. */

// oxlint-disable-next-line no-control-regex -- JSON escapes control characters
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;
const shortLength = 40;

export function quote(text: string): string {
  if (text.length > shortLength) return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** @param value came out of JSON, so that it is no function, date or the like */
export function toJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}
