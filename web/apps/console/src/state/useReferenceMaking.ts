import {
  bytesBody,
  codeOf,
  outcomeOf,
  type ApiClient,
  type Failure,
  type Reason,
  type Reference,
  type ReferenceSource,
} from '@jianzai/api'
import { CameraError, type CameraFault, type FrameSource } from '@jianzai/capture'
import { computed, ref, shallowRef } from 'vue'
import { consentQuery, type CaptureAnswer } from './captureConsent'
import { useOperator } from './useOperator'

export type ReferenceState = 'choosing' | 'camera' | 'preview' | 'saving' | 'done'

/** Where what is saved here can be from. */
type Origin = Exclude<ReferenceSource, 'REVIEW'>

export interface ReferenceParts {
  api: ApiClient
  source: FrameSource
  jpegOfFile: (file: Blob) => Promise<ArrayBuffer>
  /** Of what is read aloud. */
  textVersion: () => string | undefined
}

/** 建模: a photograph from camera or file, looked at, then saved. */
export function useReferenceMaking(person_id: string, parts: ReferenceParts) {
  const { whileLoggedIn } = useOperator()
  const state = ref<ReferenceState>('choosing')
  const picture = shallowRef<ArrayBuffer>()
  const origin = ref<Origin>('UPLOAD')
  /** What is being saved. */
  const sending = ref<Origin>()
  const cameraFault = ref<CameraFault>()
  const isNoPicture = ref(false)
  /** Whether faces are compared with the former photographs, too. */
  const keepsEarlier = ref(false)
  /** Of an older photograph: the day on which it was taken; empty: nobody knows. */
  const takenOn = ref('')
  /** How the person agreed to be pictured. */
  const answer = ref<CaptureAnswer>()
  /** Only what is uploaded may be an older one, of which nobody was asked. */
  const mayKeep = computed(() => answer.value && (origin.value === 'UPLOAD' || answer.value !== 'ARCHIVE'))
  /** What the server made of it. */
  const made = shallowRef<Reference>()
  const failure = shallowRef<Failure>()
  /** Why the face was refused. */
  const refusal = ref<Reason>()
  /** Counts what was begun, so that a late answer of camera or file finds that it is not wanted any more. */
  let turn = 0

  function forgetFaults(): void {
    cameraFault.value = undefined
    isNoPicture.value = false
    failure.value = undefined
    refusal.value = undefined
  }

  /** Without the camera: what there is to look at. */
  const standing = () => (picture.value ? 'preview' : 'choosing')

  /** The picture that is there stays until the camera is open. */
  async function openCamera(): Promise<void> {
    forgetFaults()
    const mine = ++turn
    if (answer.value === 'ARCHIVE') answer.value = undefined
    state.value = 'camera'
    try {
      await parts.source.open('user')
      if (mine === turn) picture.value = undefined
    } catch (error) {
      if (mine !== turn) return
      cameraFault.value = error instanceof CameraError ? error.fault : 'IN_USE'
      state.value = standing()
    }
  }

  async function shoot(): Promise<void> {
    if (state.value !== 'camera' || !answer.value || !parts.source.look()) return
    parts.source.keep()
    picture.value = await parts.source.encode()
    origin.value = 'CAMERA'
    takenOn.value = ''
    parts.source.close()
    state.value = 'preview'
  }

  async function choose(file: Blob): Promise<void> {
    forgetFaults()
    const mine = ++turn
    parts.source.close()
    const jpeg = await parts.jpegOfFile(file).catch(() => undefined)
    if (mine !== turn) return
    picture.value = jpeg
    origin.value = 'UPLOAD'
    isNoPicture.value = jpeg === undefined
    state.value = standing()
  }

  async function save(): Promise<void> {
    if (state.value === 'preview' && picture.value && mayKeep.value) await send(picture.value, origin.value)
  }

  /** Saves the portrait of the person's ID card, until there is a photograph. */
  async function saveCard(jpeg: ArrayBuffer): Promise<void> {
    if (state.value === 'saving') return
    closeCamera()
    await send(jpeg, 'ID_CARD')
  }

  async function send(jpeg: ArrayBuffer, source: Origin): Promise<void> {
    forgetFaults()
    const before = state.value
    state.value = 'saving'
    sending.value = source
    // The portrait of a card is compared with until there is a photograph, and never beside one.
    const earlier = source === 'ID_CARD' ? undefined : keepsEarlier.value ? 'KEEP' : 'RETIRE'
    const taken_on = source === 'UPLOAD' && takenOn.value ? takenOn.value : undefined
    const consent = source === 'ID_CARD' ? {} : consentQuery(answer.value, parts.textVersion())
    const outcome = await whileLoggedIn(() =>
      outcomeOf(
        parts.api.POST('/api/v1/console/persons/{person_id}/references', {
          params: { path: { person_id }, query: { source, earlier, taken_on, ...consent } },
          headers: { 'Content-Type': 'image/jpeg' },
          ...bytesBody(jpeg),
        }),
      ),
    )
    sending.value = undefined
    if (outcome.ok) {
      made.value = outcome.value
      state.value = 'done'
      return
    }
    state.value = before
    failure.value = outcome.failure
    if (codeOf(outcome.failure) === 'FACE_REFUSED' && outcome.failure.kind === 'refused') {
      refusal.value = outcome.failure.error.reason
    }
  }

  /** Something else needs the camera. */
  function closeCamera(): void {
    parts.source.close()
    if (state.value !== 'camera') return
    turn++
    state.value = standing()
  }

  return {
    state,
    sending,
    picture,
    origin,
    cameraFault,
    isNoPicture,
    keepsEarlier,
    takenOn,
    answer,
    mayKeep,
    made,
    failure,
    refusal,
    openCamera,
    shoot,
    choose,
    save,
    saveCard,
    forgetFaults,
    closeCamera,
  }
}
