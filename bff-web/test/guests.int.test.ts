// Shopping without an account: a session when there is something to keep, and what signing in does with it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import { address, addToCart, orderInput, pages, placeOrder } from './documents.js';

const login = `mutation ($input: LoginInput!) { login(input: $input) {
  __typename ... on SignedIn { bringsGuest profile { isGuest } } } }`;
const viewer = '{ homePage { viewer { name isGuest isStaff cartQuantity } } }';
const credentials = { email: 'ada@example.com', password: 'a good password' };

let bff: TestBff;
let browser: Browser;
const sent = () => bff.gateway.operations.map(({ name }) => name);
const quantity = async (client: Browser): Promise<number> =>
  (await client.send(pages.cartPage)).data.cartPage.cart.totalQuantity;
const put = (client: Browser, units: number, sku = 'lamp-2-A') =>
  client.send(addToCart, { input: { sku, quantity: units } });

beforeEach(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
});
afterEach(() => bff.close());

describe('a visitor without a session', () => {
  it('has an empty cart, at no cost', async () => {
    const answer = await browser.send(pages.cartPage);
    expect(answer.data.cartPage.cart).toMatchObject({ lines: [], totalQuantity: 0 });
    expect(answer.setCookie).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it('becomes a guest with the first line of the cart', async () => {
    const answer = await put(browser, 2);
    expect(answer.data.addToCart).toMatchObject({ __typename: 'Cart', totalQuantity: 2 });
    expect(answer.setCookie).toHaveLength(1);
    expect(sent()).toEqual(['StartGuestSession', 'AddToCart']);
    await put(browser, 1);
    expect(await quantity(browser)).toBe(3);
    expect(sent().filter((name) => name === 'StartGuestSession')).toHaveLength(1);
    const { data } = await browser.send(viewer);
    expect(data.homePage.viewer).toEqual({
      name: 'Guest',
      isGuest: true,
      isStaff: false,
      cartQuantity: 3,
    });
  });

  it('starts one session for several mutations of one request', async () => {
    const input = '{ sku: "lamp-2-A", quantity: 1 }';
    const { data } = await browser.send(`mutation {
      a: addToCart(input: ${input}) { __typename }
      b: addToCart(input: ${input}) { ... on Cart { totalQuantity } } }`);
    expect(data.b.totalQuantity).toBe(2);
    expect(sent()).toEqual(['StartGuestSession', 'AddToCart', 'AddToCart']);
  });

  it('gets no session for what signs in or changes an account', async () => {
    const answer = await browser.send(login, { input: credentials });
    expect(answer.data.login.__typename).toBe('InvalidCredentials');
    expect(answer.setCookie).toEqual([]);
  });
});

describe('a guest', () => {
  it('orders, with an address to mail to', async () => {
    await put(browser, 1);
    const input = { email: 'grace@example.com', name: 'Grace' };
    const contact = await browser.send(
      'mutation ($input: SetGuestContactInput!) { setGuestContact(input: $input) { name isGuest } }',
      { input },
    );
    expect(contact.data.setGuestContact).toEqual({ name: 'Grace', isGuest: true });
    const placed = await browser.send(placeOrder, {
      input: { ...orderInput, shippingAddress: address },
    });
    expect(placed.data.placeOrder.__typename).toBe('OrderPlaced');
  });

  it('keeps the cart when registering, under a new cookie', async () => {
    await put(browser, 2);
    const { cookie } = browser;
    await browser.register();
    expect(browser.cookie).not.toBe(cookie);
    expect(await quantity(browser)).toBe(2);
  });

  it('brings the cart along when signing in: quantities are added', async () => {
    const member = new Browser(bff.url);
    await member.register(credentials.email);
    await put(member, 3);
    await put(browser, 2);
    await put(browser, 1, 'mug-3-A');
    const { cookie } = browser;
    const { data } = await browser.send(login, { input: credentials });
    expect(data.login).toMatchObject({ bringsGuest: true, profile: { isGuest: false } });
    expect(browser.cookie).not.toBe(cookie);
    expect(await quantity(browser)).toBe(6);
    expect(await quantity(member)).toBe(6);
  });

  it('signs in also when the guest’s tokens are no good any more', async () => {
    await new Browser(bff.url).register(credentials.email);
    await put(browser, 1);
    bff.gateway.shop.accounts.end(bff.gateway.shop.accounts.sessionIds().at(-1)!);
    const { data } = await browser.send(login, { input: credentials });
    expect(data.login.__typename).toBe('SignedIn');
    expect((await browser.send(viewer)).data.homePage.viewer.isGuest).toBe(false);
  });
});
