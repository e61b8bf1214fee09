import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function toDate(value: unknown): Date {
  const date =
    typeof value === 'string' && iso.test(value) ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new GraphQLError(
      'DateTime must be ISO 8601 with a time zone, such as 2026-01-31T12:00:00Z.',
    );
  return date;
}

/** As it goes out already, on a day that every month has. */
const asSent =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

function serialize(value: unknown): string {
  if (typeof value === 'string' && asSent.test(value)) return value;
  return (value instanceof Date ? value : toDate(value)).toISOString();
}

/** The `DateTime` scalar: `Date` inside, ISO 8601 in UTC outside. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment in time, ISO 8601 in UTC, such as 2026-01-31T12:00:00.000Z.',
  serialize,
  parseValue: toDate,
  parseLiteral: (node) => toDate(node.kind === Kind.STRING ? node.value : undefined),
});
