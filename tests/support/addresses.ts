/** What a shopper fills in. */
export const password = 'correct horse battery';
export const address = {
  name: 'Grace Hopper',
  line1: '1 Compiler Court',
  city: 'Arlington',
  postalCode: '22201',
  country: 'US',
};
