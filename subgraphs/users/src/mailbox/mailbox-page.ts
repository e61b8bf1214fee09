/** The pages of the local mailbox: plain HTML, every value escaped, no script. */
import { escapeHtml } from '../domain/mail-contents.js';
import type { StoredMail } from '../store.js';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { width: 100%; border-collapse: collapse; }
  th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
  th { font-weight: 600; } time, .status { white-space: nowrap; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dd { margin: 0; }
  @media (max-width: 40rem) {
    thead { display: none; } tr { display: block; padding: .5rem 0; border-bottom: 1px solid #8884; }
    td { display: block; padding: 0; border: 0; overflow-wrap: anywhere; }
  }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid #8886; border-radius: .4rem; }
`;

export function renderMailbox(mails: readonly StoredMail[]): string {
  const rows = mails.map(
    (mail) => `<tr>
      <td>${renderTime(mail.createdAt)}</td>
      <td>${escapeHtml(mail.to)}</td>
      <td><a href="/mailbox/${mail.id}">${escapeHtml(mail.subject)}</a></td>
      <td class="status">${mail.status}</td>
    </tr>`,
  );
  const head = '<tr><th>Time (UTC)</th><th>To</th><th>Subject</th><th>Status</th></tr>';
  const list = `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
  return renderPage(
    'Mailbox',
    `<p>The newest 100 mails of this installation. With SMTP_URL set they are sent instead.</p>
    ${rows.length > 0 ? list : '<p>No mail yet. Register an account, and its first one appears here.</p>'}`,
  );
}

export function renderMail(mail: StoredMail): string {
  const facts: [string, string][] = [
    ['To', escapeHtml(mail.to)],
    ['Written', renderTime(mail.createdAt)],
    ['Status', mail.status],
    ...(mail.sentAt ? [['Sent', renderTime(mail.sentAt)] satisfies [string, string]] : []),
    ['Attempts', String(mail.attempts)],
    ...(mail.lastError
      ? [['Last error', escapeHtml(mail.lastError)] satisfies [string, string]]
      : []),
  ];
  const body = mail.text
    ? `<pre>${linkUrls(mail.text)}</pre><p><a href="/mailbox/${mail.id}/html">As HTML</a></p>`
    : '<p>The text was removed when the mail was sent.</p>';
  return renderPage(
    mail.subject,
    `<p><a href="/mailbox">All mail</a></p>
    <dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>${body}`,
  );
}

export const renderMissing = (): string =>
  renderPage('No such mail', '<p><a href="/mailbox">All mail</a></p>');

const renderPage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)} · Tributary</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;

function renderTime(time: Date): string {
  const iso = time.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
}

/** Escapes everything and makes web addresses clickable. */
const linkUrls = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) =>
      index % 2 === 1
        ? `<a href="${escapeHtml(part)}" rel="noreferrer">${escapeHtml(part)}</a>`
        : escapeHtml(part),
    )
    .join('');
