import { computed, ref } from 'vue'

export const ZOOM_MAX = 6
/** From one press of a key or button to the next. */
export const ZOOM_STEP = 1.4

/** A place in the view, in shares of its sides: 0.5 is the middle. */
export interface Place {
  x: number
  y: number
}
const middle: Place = { x: 0.5, y: 0.5 }
const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** One zoom for pictures that lie side by side: the same part of each is seen. */
export function useZoom() {
  const scale = ref(1)
  /** Where the picture's upper left corner is, in shares of the view. */
  const offset = ref<Place>({ x: 0, y: 0 })

  /** The picture always fills the view. */
  function put(x: number, y: number): void {
    const least = 1 - scale.value
    offset.value = { x: within(x, least, 0), y: within(y, least, 0) }
  }

  /** What lies at `place` stays there. */
  function zoom(factor: number, place = middle): void {
    const before = scale.value
    scale.value = within(before * factor, 1, ZOOM_MAX)
    const grown = scale.value / before
    put(place.x - (place.x - offset.value.x) * grown, place.y - (place.y - offset.value.y) * grown)
  }

  /** By shares of the view. */
  function move(by: Place): void {
    put(offset.value.x + by.x, offset.value.y + by.y)
  }

  function reset(): void {
    scale.value = 1
    put(0, 0)
  }

  const transform = computed(
    () => `translate(${offset.value.x * 100}%, ${offset.value.y * 100}%) scale(${scale.value})`,
  )
  return { scale, offset, transform, zoom, move, reset }
}
