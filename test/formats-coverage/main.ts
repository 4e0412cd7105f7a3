/** Prints where the members of Mimecast's records end up in each format: `npm run coverage:formats`. */
import { COVERED_FORMATS, coverageOf } from './coverage';

const percent = (share: number): string => `${Math.round(share * 100)} %`.padStart(6);

for (const format of COVERED_FORMATS) {
  console.log(`\n${format.padEnd(28)} members  standard  vendor  nowhere  members in fields of the vendor`);
  for (const { records, members, share, names } of coverageOf(format)) {
    const shares = [share.standard, share.vendor, share.nowhere].map(percent);
    const lost = names.nowhere.length > 0 ? `  NOWHERE: ${names.nowhere.join(', ')}` : '';
    console.log(
      `${records.padEnd(28)} ${String(members).padStart(7)}    ${shares.join('  ')}   ${names.vendor.join(', ')}${lost}`,
    );
  }
}
