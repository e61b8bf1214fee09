/** What belongs to an account alone: the links in its mails, its devices, and its end. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkPage,
  connectBrowser,
  openVisitor,
  runsBrowserTests,
  signInAs,
  tryToSignIn,
  type Visitor,
} from '../support/browser.js';
import { password } from '../support/gateway.js';
import { linkTo } from '../support/mailbox.js';

const newPassword = 'another correct horse';

describe.skipIf(!runsBrowserTests)('an account in a browser', () => {
  const email = `account-${randomUUID()}@example.com`;
  let browser: Browser;
  let visitor: Visitor;
  let elsewhere: Visitor;
  let page: Page;
  beforeAll(async () => {
    browser = await connectBrowser();
    visitor = await openVisitor(browser);
    elsewhere = await openVisitor(browser);
    ({ page } = visitor);
  });
  afterAll(async () => {
    await visitor?.close();
    await elsewhere?.close();
    await browser?.close();
  });
  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog');

  it('is opened, and its address verified by the link in the mail, once', async () => {
    await page.goto('/register');
    await main().getByLabel('Name').fill('Grace Hopper');
    await main().getByLabel('E-mail address').fill(email);
    await main().getByLabel('Password').fill(password);
    await main().getByRole('button', { name: 'Open the account' }).click();
    await page.waitForURL('**/account');
    await main().getByText('Your e-mail address is not verified').waitFor();
    const link = await linkTo(email, '/verify-email');
    await page.goto(link);
    await main().getByText(`${email} is verified.`).waitFor();
    await checkPage(page, { name: 'verify-email' });
    await main().getByRole('link', { name: 'To your account' }).click();
    await main().getByRole('heading', { name: 'Where you are signed in' }).waitFor();
    expect(await main().getByText('is not verified').count()).toBe(0);
    await page.goto(link);
    await main().getByText('You can have a new mail sent from your account.').waitFor();
  });

  it('signs another device out', async () => {
    await signInAs(elsewhere.page, email, password);
    await page.goto('/account');
    const others = main().getByRole('button', { name: /^Sign out .+ on / });
    await others.click();
    await page.getByText('That device is signed out.').waitFor();
    await others.waitFor({ state: 'detached' });
    await page.reload();
    await main().getByText('This browser').waitFor();
    expect(await others.count()).toBe(0);
  });

  it('gets a new password by the link in the mail, and the old one opens nothing any more', async () => {
    const other = elsewhere.page;
    const form = other.getByRole('main');
    await other.goto('/forgot-password');
    await form.getByLabel('E-mail address').fill(email);
    await form.getByRole('button', { name: 'Mail me a link' }).click();
    await form.getByText('a mail with a link is on its way').waitFor();
    await other.goto(await linkTo(email, '/reset-password'));
    await form.getByLabel('New password').fill(newPassword);
    await form.getByRole('button', { name: 'Set the password' }).click();
    await other.getByRole('heading', { name: 'Your password is new' }).waitFor();
    await checkPage(other, { name: 'reset-password-done' });
    await tryToSignIn(other, email, password);
    await form.getByRole('alert').waitFor();
    await signInAs(other, email, newPassword);
  });

  it('is closed with the password, and then there is nobody to sign in', async () => {
    await signInAs(page, email, newPassword);
    await main().getByRole('button', { name: 'Close my account' }).click();
    await dialog().getByLabel('Your password, again').fill(password);
    await dialog().getByRole('button', { name: 'Close my account' }).click();
    await dialog().getByText('That is not your password.').waitFor();
    await checkPage(page, { name: 'account-close' });
    await dialog().getByLabel('Your password, again').fill(newPassword);
    await dialog().getByRole('button', { name: 'Close my account' }).click();
    await page.getByText('Your account is closed. Farewell.').waitFor();
    await tryToSignIn(page, email, newPassword);
    await main().getByRole('alert').waitFor();
    expect([...visitor.faults, ...elsewhere.faults]).toEqual([]);
  });
});
