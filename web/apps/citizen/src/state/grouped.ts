import { groupIdNumber, normaliseIdNumber } from '@jianzai/ui'

/** Writes an answer in groups while it is typed. What it leaves of it stays in order. */
export type Grouping = (typed: string) => string

export interface Edit {
  text: string
  caret: number
}

const longestPhone = 11

/** An ID number in groups; a number that may still be a phone number as it is. */
export function groupLoginName(typed: string): string {
  const number = normaliseIdNumber(typed)
  return number.startsWith('1') && number.length <= longestPhone ? number : groupIdNumber(typed)
}

/** What counts of a text: blanks and dashes only stand between. */
const isBetween = (letter: string) => /[\s\u3000-]/.test(letter)
const countIn = (text: string) => [...text].filter((letter) => !isBetween(letter)).length

/** Where `count` letters that count have been passed. */
function caretAfter(text: string, count: number): number {
  let caret = 0
  while (count > 0 && caret < text.length) if (!isBetween(text[caret++]!)) count--
  return caret
}

/** What was typed, in groups, and the caret behind the letter that it was behind. */
export function regroup({ text, caret }: Edit, group: Grouping): Edit {
  const count = countIn(text.slice(0, caret))
  const grouped = group(text)
  return { text: grouped, caret: caretAfter(grouped, count) }
}

export const DELETE = 'DELETE'

/** A key of the pad: takes the place of what is selected, or goes where the caret is. */
export function press(key: string, text: string, start: number, end: number, group: Grouping): Edit {
  const after = text.slice(end)
  let before = text.slice(0, start)
  if (key !== DELETE) before += key
  else if (start === end) before = before.slice(0, caretAfter(before, countIn(before) - 1))
  return regroup({ text: before + after, caret: before.length }, group)
}
