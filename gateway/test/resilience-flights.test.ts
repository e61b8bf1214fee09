import { expect, test } from 'vitest';
import type { SubgraphCall } from '../src/execution/subgraph.js';
import { Flight } from '../src/resilience/flight.js';
import { Flights } from '../src/resilience/flights.js';

const flight = (body: string, endsAt = 1_000) => {
  const call = { body } as SubgraphCall;
  return new Flight(call, ['x-client-ip', '::1'], { endsAt, reason: 'deadline' });
};

/** What a table of queries is searched by is the end of their bodies. */
const tail = '","variables":{"id":"o1","first":10,"after":null}}';

test('a query is found by all of its body, whatever it has in common with others', () => {
  const flights = new Flights();
  const a = flight(`{"query":"{a}${tail}`);
  const listed = flights.add(a);
  expect(flights.find(flight(`{"query":"{b}${tail}`))).toBeUndefined();
  expect(flights.find(flight(`{"query":"{a}${tail}`))).toBe(a);
  flights.delete(listed);
  expect(flights.find(flight(`{"query":"{a}${tail}`))).toBeUndefined();
});

test('a query that nobody waits for, or that may take longer, is not joined', () => {
  const flights = new Flights();
  const long = flight('{}', 2_000);
  flights.add(long);
  expect(flights.find(flight('{}', 1_000))).toBeUndefined();
  expect(flights.find(flight('{}', 2_000))).toBe(long);
  long.leave();
  expect(flights.find(flight('{}', 2_000))).toBeUndefined();
});
