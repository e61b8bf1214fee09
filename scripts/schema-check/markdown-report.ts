/** A report as a comment on a pull request. */
import { fieldsOf, placeOf, verdictTextOf } from './print-report.js';
import { type GraphReport, isRefused, nameOf, type Report, type UsedChange } from './report.js';

export function toMarkdown(report: Report): string {
  const { base, graphs, clients, faults, isOk, isStrict } = report;
  const parts = [
    `### ${isOk ? '✅' : '❌'} Schema check`,
    `${base ? `Against ${placeOf(base)}. ` : ''}${verdictTextOf(report)}`,
    ...graphs
      .filter(({ changes }) => changes.length > 0)
      .map((graph) => graphPart(graph, isStrict)),
    ...(clients.length > 0 ? [clientsPart(report)] : []),
    ...(faults.length > 0
      ? [
          table(
            ['Client', 'Document', 'Fault'],
            faults.map((fault) => [nameOf(fault), code(fault.document), fault.message]),
          ),
        ]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const graphPart = ({ graph, changes }: GraphReport, isStrict: boolean) =>
  [
    `**${graph}**`,
    table(
      ['', 'Change', 'Asked for by'],
      changes.map((change) => [
        `${iconOf(change, isStrict)} ${change.severity}`,
        change.message + change.subgraphs.map((name) => ` \`${name}\``).join(''),
        usersOf(change),
      ]),
    ),
  ].join('\n\n');

const iconOf = (change: UsedChange, isStrict: boolean) =>
  change.severity === 'safe' ? '🟢' : isRefused(change, isStrict) ? '🔴' : '🟡';

function usersOf({ severity, users }: UsedChange): string {
  if (severity === 'safe') return '';
  if (users.length === 0) return 'nobody';
  return users
    .map((user) => `${nameOf(user)}: ${code(user.document)} ${fieldsOf(user)}`.trimEnd())
    .join('<br>');
}

const clientsPart = ({ clients }: Report) =>
  table(
    ['Client', 'asks', 'documents', 'is'],
    clients.map((client) => [
      nameOf(client),
      client.graph,
      String(client.documents),
      client.verdict === 'safe' ? 'safe' : `**${client.verdict}**`,
    ]),
  );

const code = (text: string) => `\`${text}\``;

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows]
    .map(
      (cells) =>
        `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`,
    )
    .join('\n');
