/** A browser's name of itself as people know it. Apps name their device themselves: that stays. */
const browsers: readonly [RegExp, string][] = [
  [/Edg/, 'Edge'],
  [/Firefox/, 'Firefox'],
  [/Chrom(?:e|ium)/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS/, 'macOS'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
];

export function deviceName(text: string): string {
  const find = (names: readonly [RegExp, string][]) => names.find(([sign]) => sign.test(text))?.[1];
  if (!text.startsWith('Mozilla/')) return text;
  return `${find(browsers) ?? 'A browser'} on ${find(systems) ?? 'a device'}`;
}
