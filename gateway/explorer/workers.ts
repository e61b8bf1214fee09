/** Tells Monaco where its workers are; explorer/build.ts made them. */
declare const WORKER_URLS: Record<string, string>;

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(WORKER_URLS[label] ?? WORKER_URLS['editor']!),
  },
});
