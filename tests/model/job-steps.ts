/** What the payment jobs do step by step, what can go wrong with them, and what the provider does. */
import { numberOf, oneOf } from './one-of-each.js';
import { type Attempt, draftOf, type Life, type Message } from './order-life.js';
import { advance, type NextCall, nextCall } from './payment-attempt.js';
import { answer, type ProviderCall, type Verdict, verdicts } from './provider.js';
import type { Search } from './search.js';

export async function findJobSteps(search: Search): Promise<void> {
  const { life, mayFail, add, play } = search;
  for (const [at, { event, waiting, attempts }] of life.jobs.entries()) {
    if (waiting > 0)
      await add('PROGRESS', `${event.name} is delivered`, (life) => {
        life.jobs[at]!.waiting--;
        return goOn(search, life, at, oneOf([]), 'AUTHORISED');
      });
    else if (mayFail)
      await add('FAULT', `${event.name} is queued again`, (life) => void life.jobs[at]!.waiting++);
    for (const [index, attempt] of attempts.entries()) {
      const next = await play(draftOf(life), `next of ${nameOf(event, attempt)}`, (scene) =>
        nextCall(scene, event, attempt),
      );
      await findAttemptSteps(search, { at, index, next });
    }
  }
}

interface Place {
  /** Of the job. */
  at: number;
  /** Of the attempt. */
  index: number;
  next: NextCall;
}

async function findAttemptSteps(search: Search, { at, index, next }: Place): Promise<void> {
  const { life, mayFail, add } = search;
  const { name } = life.jobs[at]!.event;
  const call = next.provider;
  for (const verdict of verdictsOn(life, call))
    await add(
      'PROGRESS',
      `${name}: ${withVerdict(next.words, life, call, verdict)}`,
      async (life) => {
        // Whether it then waits or gives up waiting are steps of their own.
        if (call && verdict === 'PENDING') return request(life, call, verdict);
        await goOn(search, life, at, life.jobs[at]!.attempts.splice(index, 1)[0]!, verdict);
      },
    );
  if (!mayFail) return;
  const redeliver = (life: Life) => {
    life.jobs[at]!.attempts.splice(index, 1);
    life.jobs[at]!.waiting++;
  };
  await add('FAULT', `${name}: its worker dies`, redeliver);
  if (call && call.method !== 'find')
    await add('FAULT', `${name}: its worker dies with ${call.method} on its way`, (life) => {
      redeliver(life);
      life.calls.push(oneOf(call));
    });
  // Behind the other jobs there is no reservation that would end the order all the same.
  if (name === 'PaymentRequested')
    await add('FAULT', `${name}: goes to the dead letters`, (life) => {
      life.jobs[at]!.attempts.splice(index, 1);
    });
}

export async function findProviderSteps({ life, add }: Search): Promise<void> {
  if (life.provider.status === 'PENDING')
    for (const status of ['AUTHORISED', 'DECLINED'] as const)
      await add('PROGRESS', `the provider decides at last: ${status}`, (life) => {
        life.provider = oneOf({ ...life.provider, status });
      });
  for (const [index, call] of life.calls.entries())
    for (const verdict of verdictsOn(life, call))
      await add(
        'PROGRESS',
        withVerdict(`late at the provider: ${call.method}`, life, call, verdict),
        (life) => {
          life.calls.splice(index, 1);
          request(life, call, verdict);
        },
      );
}

/** Makes the attempt's next call, and puts the attempt where it then belongs. */
async function goOn(
  { inbox, play }: Search,
  life: Life,
  at: number,
  attempt: Attempt,
  verdict: Verdict,
): Promise<void> {
  const job = life.jobs[at]!;
  const isNew = !job.claimed || !inbox;
  const name = `${nameOf(job.event, attempt)} ${isNew} ${verdict}`;
  const { standing, answers, claimed } = await play(life, name, async (scene) => {
    let claimed = false;
    const claim = () => {
      claimed = true;
      return isNew;
    };
    return { ...(await advance(scene, job.event, attempt, { claim, verdict })), claimed };
  });
  job.claimed ||= claimed;
  if (standing === 'RUNS') job.attempts.push(oneOf(answers));
  if (standing === 'FAILED') job.waiting++;
  if (standing === 'FAILED_FOR_GOOD') life.broken.push(`${job.event.name} is a dead letter`);
}

/** The provider hears the call; nobody hears the answer. */
function request(life: Life, call: ProviderCall, verdict: Verdict): void {
  const provider = structuredClone(life.provider);
  try {
    answer(provider, call, verdict);
  } catch {
    // A refusal that nobody hears.
  }
  life.provider = oneOf(provider);
}

/** What may come of the call: only a payment it never heard of leaves the provider a choice. */
const verdictsOn = ({ provider }: Life, call: ProviderCall | null): readonly Verdict[] =>
  call?.method === 'authorise' && provider.status === 'NONE' ? verdicts : ['AUTHORISED'];

const nameOf = (event: Message, attempt: Attempt): string =>
  `${numberOf(event)} after ${numberOf(attempt)}`;

const withVerdict = (
  words: string,
  { provider }: Life,
  call: ProviderCall | null,
  verdict: Verdict,
): string =>
  call?.method === 'authorise' && provider.status === 'NONE' ? `${words} -> ${verdict}` : words;
