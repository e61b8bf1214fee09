/** Starts the systems, looks at the answers, and lets the servers take turns, page by page. */
import type { Progress } from '../checkout/report.js';
import { expectGoodAnswers } from './answers.js';
import { loadName } from './load.js';
import { documentId } from './mobile-release.js';
import type { Options } from './options.js';
import { type Page, type PageName, pages } from './pages.js';
import { mobileRequest, sqlRequest, webRequest } from './requests.js';
import { type Contestant, takeTurns, type Turns } from './rounds.js';
import { startSystem, type System } from './system.js';
import { weighPages, type Weight } from './weights.js';

export interface Figures {
  pages: { page: PageName; servers: Turns[] }[];
  weights: Weight[];
}

export async function measure(options: Options, progress: Progress): Promise<Figures> {
  const sizes = options.products;
  progress.say(`Load by ${loadName}, ${options.connections} requests at a time.`);
  const systems: System[] = [];
  try {
    for (const [index, products] of sizes.entries()) {
      progress.say(`Starting a system of ${products} products`);
      const say = (message: string) => progress.say(message);
      const caches = index === sizes.length - 1;
      systems.push(await startSystem({ products, caches, data: options.data, say }));
    }
    const figures: Figures = { pages: [], weights: await weighPages(systems.at(-1)!) };
    for (const name of options.pages) {
      const contestants = systems
        .flatMap((system) => contestantsOn(system, pages[name], system === systems.at(-1)))
        .filter((contestant) => options.only?.test(contestant.name) ?? true);
      await expectGoodAnswers(pages[name], contestants);
      const bar = progress.phase(`${name}, ${contestants.length} servers`);
      const onTurn = (share: number) => bar.update(share);
      figures.pages.push({
        page: name,
        servers: await takeTurns(contestants, { ...options, onTurn }),
      });
      bar.end();
    }
    return figures;
  } finally {
    for (const system of systems) await system.stop();
  }
}

/** @param isLargest the system that all servers take part on; of the others only those without caches do */
function contestantsOn(system: System, page: Page, isLargest: boolean): Contestant[] {
  const { servers, catalogue, customers, products } = system;
  // Words find more in a larger catalogue: that is no growth of the same page.
  if (page.name === 'search' && !isLargest) return [];
  const cpuTimes = () => system.cpuTimes();
  const visits = page.visits(catalogue, customers);
  const web = visits.map((visit) => webRequest(page, visit));
  const mobile = visits.map((visit) => mobileRequest(documentId(page), visit));
  const sql = visits.map((visit) => sqlRequest(page, visit));
  const all = [
    page.hasSql && { name: 'sql', url: servers.sql, requests: sql },
    { name: 'bff-web, caches off', url: servers.webUncached, requests: web },
    isLargest && { name: 'bff-web', url: servers.web, requests: web },
    page.mobile && {
      name: 'bff-mobile, caches off',
      url: servers.mobileUncached,
      requests: mobile,
    },
    isLargest && page.mobile && { name: 'bff-mobile', url: servers.mobile, requests: mobile },
  ];
  return all.flatMap((each) => (each ? [{ ...each, products, cpuTimes }] : []));
}
