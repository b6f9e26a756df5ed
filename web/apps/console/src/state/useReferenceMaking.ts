import {
  codeOf,
  outcomeOf,
  type ApiClient,
  type Failure,
  type Reason,
  type ReferenceSource,
} from '@jianzai/api'
import { bytesBody } from '@jianzai/api'
import { CameraError, type CameraFault, type FrameSource } from '@jianzai/capture'
import { ref, shallowRef } from 'vue'

export type ReferenceState = 'choosing' | 'camera' | 'preview' | 'saving' | 'done'

/** Longest side of an uploaded photograph; more adds bytes, not certainty. */
export const REFERENCE_SIDE_PX = 1600

export interface ReferenceParts {
  api: ApiClient
  source: FrameSource
  jpegOfFile: (file: Blob) => Promise<ArrayBuffer>
}

/** 建模: a photograph from camera or file, looked at, then saved. */
export function useReferenceMaking(person_id: string, parts: ReferenceParts) {
  const state = ref<ReferenceState>('choosing')
  const picture = shallowRef<ArrayBuffer>()
  const origin = ref<ReferenceSource>('UPLOAD')
  const cameraFault = ref<CameraFault>()
  const isNoPicture = ref(false)
  /** Whether faces are compared with the former photographs, too. */
  const keepsEarlier = ref(false)
  const failure = shallowRef<Failure>()
  /** Why the face was refused. */
  const refusal = ref<Reason>()

  function forgetFaults(): void {
    cameraFault.value = undefined
    isNoPicture.value = false
    failure.value = undefined
    refusal.value = undefined
  }

  async function openCamera(): Promise<void> {
    forgetFaults()
    picture.value = undefined
    state.value = 'camera'
    try {
      await parts.source.open('user')
    } catch (error) {
      cameraFault.value = error instanceof CameraError ? error.fault : 'IN_USE'
      state.value = 'choosing'
    }
  }

  async function shoot(): Promise<void> {
    if (state.value !== 'camera' || !parts.source.look()) return
    parts.source.keep()
    picture.value = await parts.source.encode()
    origin.value = 'CAMERA'
    parts.source.close()
    state.value = 'preview'
  }

  async function choose(file: Blob): Promise<void> {
    forgetFaults()
    parts.source.close()
    try {
      picture.value = await parts.jpegOfFile(file)
      origin.value = 'UPLOAD'
      state.value = 'preview'
    } catch {
      isNoPicture.value = true
      state.value = 'choosing'
    }
  }

  async function save(): Promise<void> {
    if (state.value === 'preview' && picture.value) await send(picture.value, origin.value)
  }

  /** Saves the portrait of the person's ID card, until there is a photograph. */
  async function saveCard(jpeg: ArrayBuffer): Promise<void> {
    if (state.value === 'saving') return
    closeCamera()
    await send(jpeg, 'ID_CARD')
  }

  async function send(jpeg: ArrayBuffer, source: ReferenceSource): Promise<void> {
    forgetFaults()
    const before = state.value
    state.value = 'saving'
    const outcome = await outcomeOf(
      parts.api.POST('/api/v1/console/persons/{person_id}/references', {
        params: {
          path: { person_id },
          query: { source, earlier: keepsEarlier.value ? 'KEEP' : 'RETIRE' },
        },
        headers: { 'Content-Type': 'image/jpeg' },
        ...bytesBody(jpeg),
      }),
    )
    if (outcome.ok) {
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
    if (state.value === 'camera') state.value = 'choosing'
  }

  return {
    state,
    picture,
    origin,
    cameraFault,
    isNoPicture,
    keepsEarlier,
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
