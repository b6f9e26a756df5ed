import type { Failure } from '@jianzai/api'
import { beforeEach, expect, it, vi } from 'vitest'
import type { ReceiptKeys } from './receiptKeys'
import { someReceipts } from './someReceipt'
import { createReceiptCheck } from './useReceiptCheck'

const { key, text } = someReceipts.Ed25519
const keys: ReceiptKeys = { keys: [key], fetched_at: '2026-11-27T04:00:00.000Z' }
const offline: Failure = { kind: 'network' }
const keep = (kept: ReceiptKeys) => localStorage.setItem('jianzai.receiptKeys', JSON.stringify(kept))

function checkWith(answers: (ReceiptKeys | Failure)[], found?: string) {
  const freshKeys = vi.fn(async () => answers.shift() ?? offline)
  const textInFile = vi.fn(async () => found)
  return { ...createReceiptCheck({ freshKeys, textInFile }), freshKeys, textInFile }
}

beforeEach(() => localStorage.clear())

it('checks without the network by what an earlier visit kept', async () => {
  keep(keys)
  const check = checkWith([])
  await check.checkText(`  ${text}\n`)
  expect(check.state.value).toBe('genuine')
  expect(check.receipt.value).toMatchObject({ name_masked: '王*英', next_due_on: '2027-11-30' })
  expect(check.freshKeys).not.toHaveBeenCalled()
})

it('asks once for a newer key before it says no', async () => {
  keep({ ...keys, keys: [someReceipts.SM2.key] })
  const check = checkWith([keys])
  await check.checkText(text)
  expect(check.state.value).toBe('genuine')
  await check.checkText(text.replace('2027-11-30', '2028-11-30'))
  expect(check.state.value).toBe('notGenuine')
  expect(check.receipt.value).toBeUndefined()
  expect(check.freshKeys).toHaveBeenCalledTimes(2)
})

it('never says no where it has nothing to go by', async () => {
  const check = checkWith([])
  await check.checkText(text)
  expect(check.state.value).toBe('noKeys')
  expect(check.failure.value).toEqual(offline)
})

it.each([
  [text, 'genuine'],
  ['https://example.com', 'notGenuine'],
  [undefined, 'noCode'],
])('looks for a code in a picture: %j', async (found, state) => {
  keep(keys)
  const check = checkWith([], found)
  await check.checkFile(new Blob())
  expect(check.state.value).toBe(state)
})

it('says that a file is no picture', async () => {
  const check = checkWith([])
  check.textInFile.mockRejectedValue(new Error('EncodingError'))
  await check.checkFile(new Blob(['%PDF-']))
  expect(check.state.value).toBe('noPicture')
  check.again()
  expect(check.state.value).toBe('asking')
})
