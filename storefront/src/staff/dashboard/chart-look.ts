/** The charts' look, from the same tokens as all the rest. */
export const axis = {
  tickLine: false,
  axisLine: { stroke: 'var(--color-line)' },
  tick: { fill: 'var(--color-ink-soft)', fontSize: 12 },
} as const;

export const tooltip = {
  cursor: { fill: 'var(--color-river-soft)' },
  contentStyle: {
    background: 'var(--color-surface)',
    border: '1px solid var(--color-line)',
    borderRadius: 8,
    color: 'var(--color-ink)',
  },
  itemStyle: { color: 'var(--color-ink)' },
  isAnimationActive: false,
} as const;
