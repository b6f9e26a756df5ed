import { expect, it } from 'vitest'
import { useZoom, ZOOM_MAX } from './useZoom'

it('keeps in its place what the pointer is at', () => {
  const { zoom, scale, offset } = useZoom()
  zoom(2, { x: 0.25, y: 0.75 })
  expect(scale.value).toBe(2)
  // 0.25 of the picture was at 0.25 of the view, and is.
  expect(offset.value.x + 0.25 * 2).toBeCloseTo(0.25)
  expect(offset.value.y + 0.75 * 2).toBeCloseTo(0.75)
})

it('shows nothing beside the picture, however it is moved', () => {
  const { zoom, move, offset } = useZoom()
  move({ x: 0.3, y: -0.3 })
  expect(offset.value).toEqual({ x: 0, y: 0 })
  zoom(2)
  move({ x: -9, y: 9 })
  expect(offset.value).toEqual({ x: -1, y: 0 })
  zoom(0.5)
  expect(offset.value).toEqual({ x: 0, y: 0 })
})

it('goes no farther than that, and back', () => {
  const { zoom, reset, scale, transform } = useZoom()
  zoom(100)
  expect(scale.value).toBe(ZOOM_MAX)
  zoom(0.0001)
  expect(scale.value).toBe(1)
  zoom(3)
  reset()
  expect([scale.value, transform.value]).toEqual([1, 'translate(0%, 0%) scale(1)'])
})
