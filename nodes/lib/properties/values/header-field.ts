import { type Property, validatedText } from '../property-types';

/** A header field: printable ASCII without spaces (RFC 5424, section 6). */
export function headerField(value: string, maxLength: number): Property<string> {
  return validatedText(value, (input) =>
    input.length <= maxLength && /^[\x21-\x7e]*$/.test(input)
      ? undefined
      : { key: 'headerField', values: { value: input.slice(0, 60), max: maxLength } },
  );
}
