/** Line drawings, 24 to a side. They say nothing that words beside them do not. */
const paths = {
  home: 'M4 11.5 12 4l8 7.5M6.5 10v9.5h11V10M10 19.5v-6h4v6',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.3 15.3 20 20',
  cart: 'M3.5 4.5h2.2l2 10.5h9.8l2-7.5H6.4M9 19.5h.01M16.5 19.5h.01',
  orders: 'M12 3.5 20 8v8l-8 4.5L4 16V8l8-4.5ZM4 8l8 4.5L20 8M12 12.5v8',
  account: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  back: 'M14.5 5 8 12l6.500 7',
  sync: 'M19.500 8A8 8 0 0 0 5 9.500M4.500 16A8 8 0 0 0 19 14.500M5 5v4.500h4.500M19 19v-4.500h-4.500',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  next: 'M9.500 5 16 12l-6.500 7',
  offline:
    'M4 4l16 16M8.500 8.700A5.500 5.500 0 0 0 7 19h10M10.500 7.200a5.500 5.500 0 0 1 6.800 4.300A3.800 3.800 0 0 1 19.700 17.700',
  bell: 'M6 16.500V11a6 6 0 1 1 12 0v5.500l1.500 1.500h-15L6 16.500ZM10.500 20.500h3',
  waiting: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 8v4.500l3 2',
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
