import { useFailureText } from '@jianzai/ui'
import { computed } from 'vue'
import { useCall } from './useCall'

/** A call whose refusal may name fields: what stands beside each, and the failure that belongs to none of them. */
export function useForm() {
  const { fieldsOf } = useFailureText()
  const call = useCall()
  const errors = computed(() => (call.failure.value ? fieldsOf(call.failure.value) : {}))
  const otherFailure = computed(() =>
    Object.keys(errors.value).length === 0 ? call.failure.value : undefined,
  )
  return { ...call, errors, otherFailure }
}
