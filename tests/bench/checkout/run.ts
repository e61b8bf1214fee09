/** The whole measurement on one broker. */
import { findBreaches } from './breaches.js';
import { cpuPerOrder } from './cpu.js';
import { confirmedBetween, loadFigures, type RunFigures } from './figures.js';
import { stockGoods } from './goods.js';
import { createRecords, type Market } from './journey.js';
import type { BrokerName, Options } from './options.js';
import { type Outcomes, watchOutcomes } from './outcomes.js';
import { shopAsFastAsPossible, shopAtRate } from './phases.js';
import type { Progress } from './report.js';
import { openShop, type Shop } from './shop.js';
import { openShoppers } from './shoppers.js';
import { startSystem, type System } from './system.js';

export async function measure(
  broker: BrokerName,
  options: Options,
  progress: Progress,
): Promise<RunFigures> {
  progress.say(`\nBroker: ${broker}. Starting the system.`);
  const system = await startSystem(broker);
  const shop = openShop(system.gatewayUrl, 2 * options.workers);
  try {
    const outcomes = await watchOutcomes(system);
    try {
      return await measureOn(system, shop, outcomes, { broker, options, progress });
    } finally {
      await outcomes.close();
    }
  } finally {
    await shop.close();
    await system.stop();
  }
}

/** Before that, V8 is still compiling what the load has found to be hot. */
const warmUpOrders = 1_000;

interface Run {
  broker: BrokerName;
  options: Options;
  progress: Progress;
}

async function measureOn(
  system: System,
  shop: Shop,
  outcomes: Outcomes,
  { broker, options, progress }: Run,
): Promise<RunFigures> {
  const { seconds, warmUpSeconds, workers } = options;
  const goods = await stockGoods(shop);
  const inPhase = async <T>(
    name: string,
    work: (onProgress: (share: number) => void) => Promise<T>,
  ) => {
    const bar = progress.phase(name);
    try {
      return await work((share) => bar.update(share));
    } finally {
      bar.end();
    }
  };
  const line = await inPhase(`Opening ${options.shoppers} sessions`, (onProgress) =>
    openShoppers(shop, options.shoppers, onProgress),
  );
  const market: Market = {
    shop,
    goods,
    outcomes,
    takeShopper: () => line.shift()!,
    returnShopper: (shopper) => void line.push(shopper),
  };
  const warmUp = createRecords();
  await inPhase(`Warming up, ${warmUpSeconds} s`, (onProgress) =>
    shopAsFastAsPossible(market, warmUp, {
      seconds: warmUpSeconds,
      minOrders: warmUpOrders,
      workers,
      onProgress,
    }),
  );

  const closed = createRecords();
  const cpuBefore = system.cpuTimes();
  const from = performance.now();
  let [to, cpuAfter] = [from, cpuBefore];
  setTimeout(() => ([to, cpuAfter] = [performance.now(), system.cpuTimes()]), seconds * 1_000);
  await inPhase(`As fast as it goes, ${seconds} s`, (onProgress) =>
    shopAsFastAsPossible(market, closed, { seconds, workers, onProgress }),
  );
  const confirmed = await confirmedBetween([closed], outcomes, from, to);
  const confirmedPerSecond = (confirmed * 1_000) / (to - from);

  const open = createRecords();
  const ordersPerSecond = Math.max(1, confirmedPerSecond / 2);
  await inPhase(`At half of that, ${seconds} s`, (onProgress) =>
    shopAtRate(market, open, { seconds, ordersPerSecond, onProgress }),
  );

  const cpu = cpuPerOrder(cpuBefore, cpuAfter, confirmed);
  const faults = [warmUp, closed, open].flatMap((records) => records.faults);
  return {
    broker,
    confirmedPerSecond,
    offeredPerSecond: ordersPerSecond,
    closed: await loadFigures(closed, outcomes),
    open: await loadFigures(open, outcomes),
    cpuMsPerOrder: cpu.reduce((sum, { ms }) => sum + ms, 0),
    cpu,
    breaches: [...new Set(faults), ...(await findBreaches(system, goods))],
  };
}
