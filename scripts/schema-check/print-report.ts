/** A report as a page for the terminal. */
import { styleText } from 'node:util';
import {
  type ClientReport,
  type GraphReport,
  isRefused,
  nameOf,
  type Report,
  type UsedChange,
  type User,
} from './report.js';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** @param isColoured for people in front of a terminal */
export function printReport(report: Report, isColoured: boolean): string {
  const paint: Paint = (style, text) =>
    isColoured ? styleText(style, text, { validateStream: false }) : text;
  const { base, graphs, faults } = report;
  const parts = [
    ...(base ? [paint('bold', `Schemas of the working tree against ${placeOf(base)}`)] : []),
    ...graphs.map((graph) => printGraph(graph, report.isStrict, paint)),
    ...(base ? [printClients(report.clients, paint)] : []),
    ...(faults.length > 0 ? [printFaults(report, paint)] : []),
    verdictOf(report, paint),
  ];
  return `${parts.join('\n\n')}\n`;
}

export const placeOf = ({ ref, commit, isRef }: NonNullable<Report['base']>): string =>
  isRef ? `${ref} (${commit.slice(0, 7)})` : `where it left ${ref} (${commit.slice(0, 7)})`;

function printGraph({ graph, isCompared, changes }: GraphReport, strict: boolean, paint: Paint) {
  const title = paint('bold', graph);
  if (!isCompared) return `${title}  ${paint('dim', 'is new')}`;
  if (changes.length === 0) return `${title}  ${paint('dim', 'unchanged')}`;
  return [title, ...changes.flatMap((change) => printChange(change, strict, paint))].join('\n');
}

const indent = ' '.repeat(13);

function printChange(change: UsedChange, isStrict: boolean, paint: Paint): string[] {
  const { severity, message, subgraphs, users } = change;
  const isUsed = users.length > 0;
  const style: Style =
    severity === 'safe' ? 'green' : isRefused(change, isStrict) ? 'red' : 'yellow';
  const owners = subgraphs.length > 0 ? paint('dim', ` [${subgraphs.join(', ')}]`) : '';
  const line = `  ${paint(style, severity.padEnd(9))}  ${message}${owners}`;
  if (severity === 'safe') return [line];
  if (!isUsed) return [line, indent + paint('dim', 'No client asks for it.')];
  return [line, ...printUsers(users).map((user) => indent + user)];
}

/** More are counted. `--json` has them all. */
const maxUsers = 15;
const maxFields = 3;

function printUsers(users: readonly User[]): string[] {
  const shown = users.slice(0, maxUsers);
  const nameWidth = Math.max(...shown.map((user) => nameOf(user).length));
  const documentWidth = Math.max(...shown.map(({ document }) => document.length));
  const lines = shown.map((user) =>
    [nameOf(user).padEnd(nameWidth), user.document.padEnd(documentWidth), fieldsOf(user)]
      .join('  ')
      .trimEnd(),
  );
  const more = users.length - shown.length;
  return more > 0 ? [...lines, `and ${more} more documents`] : lines;
}

export function fieldsOf({ fields }: User): string {
  const shown = fields.slice(0, maxFields).join(', ');
  const more = fields.length - maxFields;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function printClients(clients: readonly ClientReport[], paint: Paint): string {
  const width = Math.max(...clients.map((client) => nameOf(client).length));
  const lines = clients.map((client) => {
    const { graph, documents, verdict, unfit } = client;
    const style: Style =
      verdict === 'breaking' ? 'red' : verdict === 'dangerous' ? 'yellow' : 'green';
    const said = documents === 0 ? paint('dim', 'asks nothing yet') : paint(style, verdict);
    const left = unfit.length > 0 ? `  (was not valid before: ${unfit.join(', ')})` : '';
    const count = `${documents} documents`.padStart(14);
    return `  ${nameOf(client).padEnd(width)}  on ${graph.padEnd(10)}  ${count}  ${said}${left}`;
  });
  return [paint('bold', 'Clients'), ...lines].join('\n');
}

function printFaults({ faults }: Report, paint: Paint): string {
  const lines = faults.map(
    (fault) => `  ${nameOf(fault)}, ${fault.document} on ${fault.graph}: ${fault.message}`,
  );
  const title = 'Documents of the working tree that its schemas do not answer';
  return [paint('bold', title), ...lines].join('\n');
}

function verdictOf(report: Report, paint: Paint): string {
  const text = verdictTextOf(report);
  return report.isOk ? paint('green', `✓ ${text}`) : paint('red', `✗ ${text}`);
}

/** One or two sentences. */
export function verdictTextOf({ graphs, faults, isOk, isStrict, base }: Report): string {
  const refused = graphs.flatMap(({ changes }) =>
    changes.filter((change) => isRefused(change, isStrict)),
  );
  if (isOk)
    return base ? 'No client breaks.' : 'The schemas answer every document of their clients.';
  const hit = new Set(refused.flatMap(({ users }) => users.map(nameOf)));
  const sentences = [
    ...(faults.length > 0 ? [`${faults.length} faults in documents of the working tree.`] : []),
    ...(hit.size > 0 ? [`Clients that are out would notice: ${[...hit].join(', ')}.`] : []),
    ...(hit.size === 0 && refused.length > 0 ? ['Refused, though nobody uses it: --strict.'] : []),
  ];
  return `${sentences.join(' ')} What to do: docs/schema-changes.md`;
}
