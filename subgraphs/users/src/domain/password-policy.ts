import { commonPasswordStems } from './common-passwords.js';

export const passwordLength = { min: 10, max: 200 } as const;

/** One form for all ways to type the same characters. */
export const normalizePassword = (password: string): string => password.normalize('NFKC');

/**
 * What is wrong with a new password, said to its owner; null when it will do. Length counts
 * characters, not bytes, so that every script may be used.
 */
export function weaknessOf(password: string, email: string): string | null {
  const normalized = normalizePassword(password);
  const length = Array.from(normalized).length;
  if (length < passwordLength.min)
    return `Use at least ${passwordLength.min} characters; a few unrelated words are easy to remember.`;
  if (length > passwordLength.max) return `Use at most ${passwordLength.max} characters.`;
  const lowered = normalized.toLowerCase();
  if (containsMailbox(lowered, email)) return 'Leave your e-mail address out of your password.';
  if (isMonotonous(lowered) || isCommon(lowered))
    return 'This password is among the first that are guessed; choose another.';
  return null;
}

/** Very short local parts occur in any text by chance, so they count only as the whole password. */
function containsMailbox(lowered: string, email: string): boolean {
  const mailbox = email.slice(0, email.lastIndexOf('@')).toLowerCase();
  return lowered === email.toLowerCase() || (mailbox.length >= 3 && lowered.includes(mailbox));
}

function isCommon(lowered: string): boolean {
  const stem = lowered.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const spelledOut = stem.replace(/[013457@$!]/g, (sign) => signLetters[sign] ?? sign);
  return commonPasswordStems.has(stem) || commonPasswordStems.has(spelledOut);
}

const signLetters: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Digits alone, or no more than three different characters. */
const isMonotonous = (lowered: string): boolean =>
  /^\d+$/.test(lowered) || new Set(lowered).size <= 3;
