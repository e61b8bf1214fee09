/** What a reconciliation answers, and the counting that leads to it. Details are bounded, counts are not. */
import type { Finding } from './check.js';

export interface Breach {
  /** Order number, SKU or event: what a person would look for. */
  subject: string;
  /** The order's or event's id, when the subject is not it. */
  id?: string;
  expected: string;
  found: string;
  /** What to do about it. */
  remedy: string;
}

export interface CheckReport {
  name: string;
  says: string;
  /** How many subjects it had something to say about. */
  examined: number;
  breaches: number;
  /** Disagreements that an event on its way, or a saga within its time, explains. */
  inMotion: number;
  /** Worth knowing, not wrong: late, or given up and waiting for a person. */
  notices: number;
  /** Why it was not made; absent when it was. */
  skipped?: string;
  /** The first breaches. */
  details: Breach[];
  /** The first notices. */
  noticeDetails: Breach[];
}

export interface Report {
  /** No breach was found by any check that was made. */
  ok: boolean;
  startedAt: string;
  durationMs: number;
  /** Looks at what was suspect, after the first. */
  rounds: number;
  checks: CheckReport[];
}

export const detailsMax = 50;

interface Named {
  name: string;
  says: string;
  remedy: string;
}

export type Tally = ReturnType<typeof createTally>;

export function createTally() {
  const reports = new Map<string, CheckReport>();

  function of({ name, says }: Named): CheckReport {
    const known = reports.get(name);
    if (known) return known;
    const counts = { examined: 0, breaches: 0, inMotion: 0, notices: 0 };
    const made: CheckReport = { name, says, ...counts, details: [], noticeDetails: [] };
    reports.set(name, made);
    return made;
  }

  return {
    /** Lists the check, though it may find nothing. */
    of,
    skip: (check: Named, reason: string) => void (of(check).skipped = reason),
    /** Counts a finding as what it says it is. */
    add(check: Named, subject: Pick<Breach, 'subject' | 'id' | 'remedy'>, finding: Finding) {
      const report = of(check);
      const { expected, found, isNotice } = finding;
      const details = isNotice ? report.noticeDetails : report.details;
      if (isNotice) report.notices += 1;
      else report.breaches += 1;
      if (details.length < detailsMax) details.push({ ...subject, expected, found });
    },
    reports: (): CheckReport[] => [...reports.values()],
  };
}
