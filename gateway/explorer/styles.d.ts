/** Styles are bundled by build.ts. */
declare module '*.css';
