export const KEY = 'a key for the tests';

/** The same choice for everything that can be hidden. */
export const choices = (choice: string) => ({
  addresses: choice,
  subjects: choice,
  ips: choice,
  urlQueries: choice,
});
