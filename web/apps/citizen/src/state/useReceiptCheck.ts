import type { Failure } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { checkedReceipt, type CheckedReceipt } from './receiptCheck'
import { keptKeys, type ReceiptKeys } from './receiptKeys'

/** `notGenuine`: no key of this agency's signed it; `noCode`, `noPicture`: nothing to be checked in what was chosen. */
export type CheckState = 'asking' | 'checking' | 'genuine' | 'notGenuine' | 'noCode' | 'noPicture' | 'noKeys'

export interface ReceiptCheckParts {
  freshKeys: () => Promise<ReceiptKeys | Failure>
  textInFile: (file: Blob) => Promise<string | undefined>
}

/** Checks receipts on the device itself: the network is asked for the keys alone, and need not answer. */
export function createReceiptCheck({ freshKeys, textInFile }: ReceiptCheckParts) {
  const state = ref<CheckState>('asking')
  const receipt = shallowRef<CheckedReceipt>()
  const keys = shallowRef(keptKeys())
  const failure = shallowRef<Failure>()
  let fetching: Promise<void> | undefined

  async function fetchKeys(): Promise<void> {
    const answer = await freshKeys()
    if ('kind' in answer) failure.value = answer
    else [keys.value, failure.value] = [answer, undefined]
  }
  /** One at a time. */
  const loadKeys = () => (fetching ??= fetchKeys().finally(() => (fetching = undefined)))

  async function checkText(text: string): Promise<void> {
    state.value = 'checking'
    receipt.value = undefined
    // Pasted texts come with blanks and lines around them.
    const said = text.trim()
    receipt.value = keys.value && checkedReceipt(said, keys.value.keys)
    // A key may be newer than what was kept, and without any there is nothing to go by.
    if (!receipt.value) {
      await loadKeys()
      receipt.value = keys.value && checkedReceipt(said, keys.value.keys)
    }
    if (receipt.value) state.value = 'genuine'
    else state.value = keys.value ? 'notGenuine' : 'noKeys'
  }

  async function checkFile(file: Blob): Promise<void> {
    state.value = 'checking'
    receipt.value = undefined
    try {
      const text = await textInFile(file)
      if (text) await checkText(text)
      else state.value = 'noCode'
    } catch {
      state.value = 'noPicture'
    }
  }

  function again(): void {
    state.value = 'asking'
    receipt.value = undefined
  }

  return { state, receipt, keys, failure, loadKeys, checkText, checkFile, again }
}
