import { computed, nextTick, onBeforeUnmount, ref, useTemplateRef } from 'vue'
import { FilmRecorder, type Film } from './film'

export type FilmState = 'closed' | 'opening' | 'ready' | 'recording' | 'refused' | 'failed'

/** The camera of a page that takes a short film: shown in the template's `video` until it is recorded or left. */
export function useFilm(side: 'user' | 'environment') {
  const state = ref<FilmState>('closed')
  const video = useTemplateRef<HTMLVideoElement>('video')
  const recorder = new FilmRecorder()
  const isOpen = computed(() => state.value === 'ready' || state.value === 'recording')

  async function open(): Promise<void> {
    if (state.value === 'opening') return
    state.value = 'opening'
    const stream = await recorder.open(side).catch(() => null)
    // It was left meanwhile.
    if (stream === undefined) return
    state.value = stream ? 'ready' : 'refused'
    await nextTick()
    if (!stream || !video.value) return
    video.value.srcObject = stream
    await video.value.play().catch(() => undefined)
  }

  function close(): void {
    recorder.close()
    state.value = 'closed'
  }

  /** Until stop() or for FILM_S seconds; undefined, and `failed`, where nothing was recorded. */
  async function record(): Promise<Film | undefined> {
    state.value = 'recording'
    const film = await recorder.record().catch(() => undefined)
    close()
    if (film && film.blob.size > 0) return film
    state.value = 'failed'
    return undefined
  }

  onBeforeUnmount(() => recorder.close())
  return { state, isOpen, open, close, record, stop: () => recorder.stop() }
}
