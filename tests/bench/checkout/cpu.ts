/**
 * Processor time of every process that takes part, this one included. Unlike elapsed time it says
 * the same on a busy machine as on a quiet one. Only Linux tells; elsewhere there are no figures.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Milliseconds of user and system time so far, by process. */
export type CpuTimes = ReadonlyMap<string, number>;

const tickMs = 10;

interface Stat {
  parent: number;
  ownMs: number;
  /** Of children that have ended and were waited for. */
  endedMs: number;
}

/** @param starterPid process of `npm start` @param redisPid of a Redis that is there for this run */
export function readCpuTimes(starterPid: number, redisPid: number | undefined): CpuTimes {
  const times = new Map<string, number>();
  const add = (name: string, ms: number) => times.set(name, (times.get(name) ?? 0) + ms);
  const stats = readStats();
  for (const [pid, { parent, ownMs, endedMs }] of stats) {
    if (parent === starterPid) addChild(add, pid, ownMs, endedMs);
    else if (stats.get(parent)?.parent === starterPid && isPostgres(pid)) {
      add(backendName(pid), ownMs);
    } else if (pid === redisPid) add('redis', ownMs);
    else if (pid === process.pid) add('load generator', ownMs);
  }
  return times;
}

/** What was used between two readings, per order, the most first. */
export function cpuPerOrder(before: CpuTimes, after: CpuTimes, orders: number): CpuShare[] {
  return [...after]
    .map(([process, ms]) => ({ process, ms: (ms - (before.get(process) ?? 0)) / orders }))
    .filter(({ ms }) => ms >= 0.005)
    .sort((one, other) => other.ms - one.ms);
}

export interface CpuShare {
  process: string;
  /** Milliseconds per order. */
  ms: number;
}

function addChild(add: (name: string, ms: number) => void, pid: number, ms: number, ended: number) {
  if (!isPostgres(pid)) return add(serviceName(pid), ms);
  add('postgres: server', ms);
  add('postgres: ended connections', ended);
}

const isPostgres = (pid: number) => commandOf(pid).includes('postgres');

/** subgraphs/orders/dist/worker.js is orders-worker. */
function serviceName(pid: number): string {
  const entry = commandOf(pid)
    .split('\0')
    .find((part) => part.endsWith('.js'));
  try {
    const service = basename(readlinkSync(`/proc/${pid}/cwd`));
    return entry?.endsWith('worker.js') ? `${service}-worker` : service;
  } catch {
    return 'ended';
  }
}

/** "postgres: orders_app orders 127.0.0.1(4711) idle" works for the database orders. */
function backendName(pid: number): string {
  const words = commandOf(pid).replace(/\0.*$/s, '').split(' ');
  const isConnection = words[3]?.includes('(');
  return isConnection ? `postgres: ${words[2]}` : 'postgres: server';
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function readStats(): Map<number, Stat> {
  const stats = new Map<number, Stat>();
  let names: string[] = [];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return stats;
  }
  for (const name of names) {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      stats.set(Number(name), {
        parent: fields[1]!,
        ownMs: (fields[11]! + fields[12]!) * tickMs,
        endedMs: (fields[13]! + fields[14]!) * tickMs,
      });
    } catch {
      // It has ended in between.
    }
  }
  return stats;
}
