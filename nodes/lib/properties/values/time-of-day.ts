import { type Property, validatedText } from '../property-types';

/** A time of day such as `03:30`; empty: no fixed time. */
export const timeOfDay = (): Property<string> =>
  validatedText('', (input) =>
    input === '' || /^([01]?\d|2[0-3]):[0-5]\d$/.test(input)
      ? undefined
      : { key: 'at', values: { value: input.slice(0, 60) } },
  );
