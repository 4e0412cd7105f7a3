/** Members about attachments. */
import type { FileInfo } from '../../event';
import { type FieldMapper, type FieldTable, setSafe } from '../../field-mapping';
import { parseAnyHash, parseAttachments, parseHash, toFileInfo } from '../../parsers/attachments';
import { parseText, parseWholeNumber } from '../../parsers/scalar';

/** Sets a member of the only file, unless another member of the record has set it. */
const fileMember =
  (name: keyof FileInfo, read: (value: unknown) => string | number | undefined): FieldMapper =>
  (event, value) => {
    const file = event.files[0] ?? toFileInfo({});
    const found = read(value);
    if (found === undefined || file[name] !== undefined) return false;
    event.files = [{ ...file, [name]: found }];
    return true;
  };

/** The type of the file as the record says it, which may differ from the end of its name. */
const mapExtension: FieldMapper = (event, value) => {
  const found = parseText(value)?.toLowerCase();
  if (found === undefined) return false;
  event.files = [{ ...(event.files[0] ?? toFileInfo({})), extension: found }];
  return true;
};

const mapFileName: FieldMapper = (event, value) => {
  const name = parseText(value);
  if (name === undefined || event.files[0]?.name !== undefined) return false;
  event.files = [toFileInfo({ ...event.files[0], name })];
  return true;
};

/** `application/pdf`. A member for it may also contain the word that a user sees. */
const parseMimeType = (value: unknown): string | undefined => {
  const found = parseText(value)?.trim();
  return found !== undefined && /^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/.test(found) ? found : undefined;
};

/** A hash whose kind the name of the member does not show. */
const mapAnyHash: FieldMapper = (event, value) => {
  const found = parseAnyHash(value);
  const file = event.files[0] ?? toFileInfo({});
  if (found === undefined || file[found.kind] !== undefined) return false;
  event.files = [{ ...file, [found.kind]: found.text }];
  return true;
};

/** One file, spread over several members of a SIEM record. */
export const SIEM_FILE: FieldTable = {
  fileName: mapFileName,
  fileExtension: mapExtension,
  fileMime: fileMember('mimeType', parseMimeType),
  sizeAttachment: fileMember('size', parseWholeNumber),
  md5: fileMember('md5', (value) => parseHash(value, 'md5')),
  sha1: fileMember('sha1', (value) => parseHash(value, 'sha1')),
  sha256: fileMember('sha256', (value) => parseHash(value, 'sha256')),
};

/** The same in a record of `/api/*`. */
export const API_FILE: FieldTable = {
  fileName: mapFileName,
  fileType: fileMember('mimeType', parseMimeType),
  fileHash: mapAnyHash,
};

/** All attachments in one member, by name. */
export const mapAttachments: FieldMapper = (event, value, member) => {
  const found = event.files.length > 0 ? undefined : parseAttachments(value);
  if (found === undefined) return false;
  event.files = found.files;
  if (found.rests.length > 0) setSafe(event.unmapped, member, found.rests);
  return true;
};
