// Preloaded into a process (node --import) to shift its wall clock by TRIBUTARY_CHAOS_SKEW_MS, as on a
// machine whose clock is wrong. Timers and performance.now() are not touched: they count, they do not tell.
const skewMs = Number(process.env.TRIBUTARY_CHAOS_SKEW_MS ?? 0);
const now = () => RealDate.now() + skewMs;
const RealDate = globalThis.Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
