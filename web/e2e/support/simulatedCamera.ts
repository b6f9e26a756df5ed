/** A picture that a camera gave, as data URL, and when, from the moment at which the page began to shine. */
export interface RecordedFrame {
  at_ms: number
  picture: string
}

/** Where the eyes are in a photograph, by its side: their middle, and how far they are apart. */
export interface Eyes {
  x: number
  y: number
  distance: number
}

/** What stands before a simulated camera. */
export interface Scene {
  /** What the device calls the camera. */
  name?: string
  /** A picture as data URL that it sees instead of a room or a head, in the picture's size. */
  still?: string
  /** A photograph as data URL, framed as the London set is; an empty room without one. */
  photo?: string
  /** In the photograph; the relief is laid under them. About where the London set has them, if not given. */
  eyes?: Eyes
  /** All other light, as a factor of a lit room's. */
  light?: number
  /** Size of the head; 1: a forearm away. */
  size?: number
  /** Whether screen light falls on it; a picture that is played back gives the same whatever the screen shows. */
  reacts?: boolean
  /** Whether the head turns where the page's arrow points. */
  turns?: boolean
  /** A recording that is played instead, from the moment at which the page shines. */
  recording?: RecordedFrame[]
  /** Keeps what it showed while the page shone, for `recording`. */
  records?: boolean
}

export interface SimulatedCamera {
  /** A new picture in this screen light (`#rrggbb`) with the head turned to its own left by `yaw_deg`: a JPEG as data URL. */
  shoot(colour: string, yaw_deg: number): Promise<string>
  /** What was recorded so far. */
  recorded(): Promise<RecordedFrame[]>
}

declare global {
  interface Window {
    simulatedCamera?: SimulatedCamera
  }
}

/**
 * Puts a simulated camera into a page in the place of the device's. Runs inside the page, so it holds all that it needs.
 * The head is a photograph over a relief, an ellipsoid with nose, brow, lips and chin, lit by the room and by the screen:
 * Lambert's cosine law over the square of the distance, in linear light, with a lag, a trembling hand and sensor noise.
 */
export function simulatedCamera(scene: Scene): void {
  const width = 480
  const height = 640
  /** Side of the photograph. */
  const side = 640
  const every_ms = 90
  const lag_ms = 120
  const eyes = scene.eyes ?? { x: 0.505, y: 0.48, distance: 0.154 }
  /** White screen against the room's light: 300 lux at the screen's distance, 1000 lux in the room. */
  const screenGain = 0.3
  const farGain = 0.04
  const bodyGain = 0.5
  /** Of the head and of the screen, in distances between the eyes (63 mm). */
  const head = { across: 1.25, down: 1.8, depth: 1.4, middle: 0.4 }
  const screen = { x: 0, y: 1, z: 7.7 }
  const noise_levels = 1.6
  const turn_deg = 26
  const turnSpeed_deg_per_s = 24

  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const stage = document.createElement('canvas')
  stage.width = stage.height = side
  const stageContext = stage.getContext('2d', { willReadFrequently: true })!
  const lit = stageContext.createImageData(side, side)

  const linear = (value: number) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const encoded = new Uint8ClampedArray(4096)
  for (let i = 0; i < encoded.length; i++) {
    const share = i / (encoded.length - 1)
    encoded[i] = Math.round(255 * (share <= 0.0031308 ? 12.92 * share : 1.055 * share ** (1 / 2.4) - 0.055))
  }
  const lightOf = (colour: string) => [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16)))

  // Fresh noise at any offset: normal numbers, more than a frame has.
  const noise = new Float32Array(1_500_007)
  for (let i = 0; i + 1 < noise.length; i += 2) {
    const radius = noise_levels * Math.sqrt(-2 * Math.log(1 - Math.random()))
    const angle = 2 * Math.PI * Math.random()
    noise[i] = radius * Math.cos(angle)
    noise[i + 1] = radius * Math.sin(angle)
  }

  // ------------------------------------------------------------------------------------------ the head

  const hump = (x: number, y: number, atX: number, atY: number, wide: number, high: number) =>
    Math.exp(-0.5 * (((x - atX) / wide) ** 2 + ((y - atY) / high) ** 2))

  /** Toward the camera, in distances between the eyes; 0 outside the head. */
  function depthAt(x: number, y: number): number {
    const rest = 1 - (x / head.across) ** 2 - ((y - head.middle) / head.down) ** 2
    if (rest <= 0) return 0
    const ridge = Math.min(1, Math.max(0, (y + 0.15) / 0.6))
    const underTip = y > 0.46 ? Math.exp(-0.5 * ((y - 0.46) / 0.09) ** 2) : 1
    return (
      head.depth * Math.sqrt(rest) +
      0.36 * ridge * underTip * Math.exp(-0.5 * (x / 0.14) ** 2) +
      0.06 * hump(x, y, 0, -0.28, 0.8, 0.12) +
      0.07 * hump(x, y, 0, 0.98, 0.35, 0.14) +
      0.09 * hump(x, y, 0, 1.42, 0.3, 0.18) -
      0.1 * (hump(x, y, -0.5, 0, 0.2, 0.14) + hump(x, y, 0.5, 0, 0.2, 0.14))
    )
  }

  const depth = new Float32Array(side * side)
  /** How much of the screen's light each place gets. */
  const share = new Float32Array(side * side)
  function buildRelief(): void {
    const unit = eyes.distance * side
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const x = (column - eyes.x * side) / unit
        const y = (row - eyes.y * side) / unit
        const at = row * side + column
        const z = depthAt(x, y)
        depth[at] = z
        if (z === 0) {
          // Shoulders that fall away to the sides.
          const inside = 1.2 * (y - 1.5) + 0.9 - 0.45 * Math.abs(x)
          share[at] = farGain + (bodyGain - farGain) * (y > 1.2 ? Math.min(1, Math.max(0, inside)) : 0)
          continue
        }
        const step = 0.01
        const slopeX = (depthAt(x + step, y) - depthAt(x - step, y)) / (2 * step)
        const slopeY = (depthAt(x, y + step) - depthAt(x, y - step)) / (2 * step)
        const away = [screen.x - x, screen.y - y, screen.z - z] as const
        const distance = Math.hypot(...away)
        const cosine =
          (away[2] - slopeX * away[0] - slopeY * away[1]) / (distance * Math.hypot(slopeX, slopeY, 1))
        share[at] = Math.max(farGain, cosine * ((screen.z - head.depth) / distance) ** 2)
      }
    }
  }

  /** The photograph in linear light, 3 numbers a pixel. */
  const albedo = new Float32Array(3 * side * side)
  const turned = { albedo, share, turn: { yaw_deg: 0, nod_deg: 0 } }

  /** A turn moves what is on a row along it, a nod what is on a column; the neck and the room stay. */
  const axes = {
    yaw: { along: 1, across: side, middle: eyes.x * side, other: eyes.y * side },
    nod: { along: side, across: 1, middle: eyes.y * side, other: eyes.x * side },
  }
  const belowChin = (y: number) => Math.min(1, Math.max(0, (2.3 - y) / 0.7))
  const besideHead = (x: number) => Math.min(1, Math.max(0, 2 - Math.abs(x) / head.across))

  /** Turns head and hair about the middle of the head; what is nearer hides what is farther. */
  function turnTo(yaw_deg: number, nod_deg: number): void {
    const { turn } = turned
    if (Math.abs(yaw_deg - turn.yaw_deg) < 0.5 && Math.abs(nod_deg - turn.nod_deg) < 0.5) return
    turned.turn = { yaw_deg, nod_deg }
    turned.albedo = albedo
    turned.share = share
    // One after the other: who is asked for one of them has ended the other.
    const isNod = Math.abs(nod_deg) > Math.abs(yaw_deg)
    const by_deg = isNod ? nod_deg : yaw_deg
    if (Math.abs(by_deg) < 0.5) return
    turned.albedo = albedo.slice()
    turned.share = share.slice()
    const axis = isNod ? axes.nod : axes.yaw
    const unit = eyes.distance * side
    const nearest = new Float32Array(side)
    const from = new Float32Array(side)
    for (let line = 0; line < side; line++) {
      const v = (line - axis.other) / unit
      const angle = ((isNod ? besideHead(v) : belowChin(v)) * by_deg * Math.PI) / 180
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      nearest.fill(-Infinity)
      let before = -1
      for (let at = 0; at < side; at++) {
        const u = (at - axis.middle) / unit
        const z = depth[line * axis.across + at * axis.along]!
        const inside = isNod ? belowChin(u) : besideHead(u)
        const place = (u + inside * (u * (cos - 1) + z * sin)) * unit + axis.middle
        if (at > 0 && place > before) {
          for (let to = Math.max(0, Math.ceil(before)); to <= place && to < side; to++) {
            const toCamera = z * cos - u * sin
            if (toCamera < nearest[to]!) continue
            nearest[to] = toCamera
            from[to] = at - 1 + (to - before) / (place - before)
          }
        }
        before = place
      }
      for (let to = 0; to < side; to++) {
        if (nearest[to] === -Infinity) continue
        const first = Math.min(side - 2, Math.max(0, Math.floor(from[to]!)))
        const mix = Math.min(1, Math.max(0, from[to]! - first))
        const target = line * axis.across + to * axis.along
        const source = line * axis.across + first * axis.along
        const next = source + axis.along
        for (let c = 0; c < 3; c++) {
          turned.albedo[3 * target + c] = albedo[3 * source + c]! * (1 - mix) + albedo[3 * next + c]! * mix
        }
        turned.share[target] = share[source]! * (1 - mix) + share[next]! * mix
      }
    }
  }

  const still = new Image()
  async function load(): Promise<void> {
    if (scene.still) {
      still.src = scene.still
      await still.decode()
      canvas.width = still.naturalWidth
      canvas.height = still.naturalHeight
    }
    if (!scene.photo) return
    const image = new Image()
    image.src = scene.photo
    await image.decode()
    stageContext.drawImage(image, 0, 0, side, side)
    const pixels = stageContext.getImageData(0, 0, side, side).data
    for (let i = 0; i < side * side; i++) {
      for (let c = 0; c < 3; c++) albedo[3 * i + c] = linear(pixels[4 * i + c]!)
    }
    buildRelief()
  }
  const loaded = load()

  // ------------------------------------------------------------------------------------------ a picture

  // No hand trembles twice in the same way.
  const started = performance.now() - 1e5 * Math.random()
  const room = scene.light ?? 1
  const size = scene.size ?? 1
  /** So that a white screen over-exposes nothing. */
  const exposure = 0.85 / (1 + screenGain)
  const gain = (scene.reacts ?? true) ? screenGain : 0

  const encode = (light: number) => encoded[Math.min(4095, Math.max(0, Math.round(4095 * light)))]!
  const paint = (reflectance: number[], light: number[], part: number) => {
    const [r, g, b] = reflectance.map((of, c) => encode(of * exposure * (room + gain * part * light[c]!)))
    return `rgb(${r} ${g} ${b})`
  }

  function drawRoom(light: number[], phase: number): void {
    const wall = context.createLinearGradient(0, 0, width, height)
    wall.addColorStop(0, paint([0.72, 0.68, 0.6], light, farGain))
    wall.addColorStop(1, paint([0.55, 0.5, 0.42], light, farGain))
    context.fillStyle = wall
    context.fillRect(0, 0, width, height)
    if (scene.photo) return
    context.fillStyle = paint([0.25, 0.21, 0.15], light, farGain)
    context.fillRect(70 + 2 * Math.cos(phase), 60, 16, height)
    context.fillRect(270, 210 + 2 * Math.sin(phase), 170, 14)
    context.fillStyle = paint([0.11, 0.15, 0.19], light, farGain)
    for (let book = 0; book < 6; book++) context.fillRect(280 + book * 26, 140, 18, 70)
  }

  function drawHead(light: number[], t: number): void {
    const scale = room * exposure
    const lamp = light.map((value) => value * gain * exposure)
    const { data } = lit
    const { albedo: reflectance, share: part } = turned
    for (let i = 0; i < side * side; i++) {
      const share = part[i]!
      for (let c = 0; c < 3; c++) {
        const value = reflectance[3 * i + c]! * (scale + share * lamp[c]!)
        data[4 * i + c] = encoded[(4095 * value) | 0]!
      }
      data[4 * i + 3] = 255
    }
    stageContext.putImageData(lit, 0, 0)
    const shown = side * size * (1 + 0.006 * Math.sin(0.9 * t))
    context.save()
    context.translate(
      width / 2 + 2.5 * Math.sin(1.7 * t) + 1.1 * Math.sin(5.3 * t),
      height / 2 + 2 * Math.sin(2.3 * t),
    )
    context.rotate(0.006 * Math.sin(1.1 * t))
    // The face is a little below the photograph's middle.
    context.drawImage(stage, -shown * eyes.x, -shown * (eyes.y + 0.02), shown, shown)
    context.restore()
  }

  /** A little larger than the picture, so that the trembling hand shows no edge. */
  function drawStill(t: number): void {
    const more = 1.01
    const [across, down] = [canvas.width * more, canvas.height * more]
    const x = (canvas.width - across) / 2 + 1.5 * Math.sin(1.7 * t)
    context.drawImage(still, x, (canvas.height - down) / 2 + 1.5 * Math.sin(2.3 * t), across, down)
  }

  function addNoise(): void {
    const picture = context.getImageData(0, 0, canvas.width, canvas.height)
    const { data } = picture
    let at = Math.floor(Math.random() * noise.length)
    for (let i = 0; i < data.length; i++) {
      if ((i & 3) === 3) continue
      data[i] = data[i]! + noise[at]! + 0.5
      if (++at === noise.length) at = 0
    }
    context.putImageData(picture, 0, 0)
  }

  function draw(colour: string, { yaw_deg, nod_deg }: typeof turn): void {
    const t = (performance.now() - started) / 1000
    const light = lightOf(colour)
    if (scene.still) drawStill(t)
    else drawRoom(light, t)
    if (scene.photo) {
      turnTo(yaw_deg, nod_deg)
      drawHead(light, t)
    }
    addNoise()
  }

  const jpeg = () =>
    new Promise<string>((resolve) =>
      canvas.toBlob(
        (blob) => {
          const reader = new FileReader()
          reader.onload = () => resolve(String(reader.result))
          reader.readAsDataURL(blob!)
        },
        'image/jpeg',
        0.92,
      ),
    )

  // ------------------------------------------------------------------------------------------ the page before it

  const layer = () => document.querySelector<HTMLElement>('[data-test="colour-layer"]')
  const hex = (css: string) =>
    '#' +
    (css.match(/\d+/g) ?? ['255', '255', '255'])
      .slice(0, 3)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')
  const seen: { at: number; colour: string }[] = []
  /** Sees each change when it happens, however busy the machine is. */
  function lookAtScreen(): void {
    const shining = layer()
    const colour = shining ? hex(getComputedStyle(shining).backgroundColor) : '#f2f5f8'
    if (colour !== seen.at(-1)?.colour) seen.push({ at: performance.now(), colour })
  }
  new MutationObserver(lookAtScreen).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ['style', 'data-test'],
  })
  /** What the screen showed a lag ago. */
  function screenColour(now: number): string {
    lookAtScreen()
    while (seen.length > 1 && seen[1]!.at <= now - lag_ms) seen.shift()
    return seen[0]!.colour
  }

  let isRear = false
  const turn = { yaw_deg: 0, nod_deg: 0 }
  const asked: Record<string, Partial<typeof turn>> = {
    'arrow-left': { yaw_deg: turn_deg },
    'arrow-right': { yaw_deg: -turn_deg },
    'arrow-down': { nod_deg: turn_deg },
  }
  function turnedBy(passed_ms: number): typeof turn {
    const arrow = scene.turns ? document.querySelector('[data-test^="arrow-"]') : null
    const wish = { yaw_deg: 0, nod_deg: 0, ...asked[arrow?.getAttribute('data-test') ?? ''] }
    // The rear camera's picture is no mirror.
    if (isRear) wish.yaw_deg = -wish.yaw_deg
    const most = (turnSpeed_deg_per_s * passed_ms) / 1000
    for (const axis of ['yaw_deg', 'nod_deg'] as const) {
      turn[axis] += Math.min(most, Math.max(-most, wish[axis] - turn[axis]))
    }
    return turn
  }

  const frames: { at_ms: number; picture: Promise<string> }[] = []
  const played = (scene.recording ?? []).map(({ at_ms, picture }) => {
    const image = new Image()
    image.src = picture
    return { at_ms, image }
  })
  let isShining = false
  let shone_at: number | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let drawn_at = performance.now()

  function tick(): void {
    const now = performance.now()
    if (!layer()) {
      isShining = false
    } else if (!isShining) {
      // Of several tries the last one.
      isShining = true
      shone_at = now
      frames.length = 0
    }
    if (played.length > 0) {
      const length_ms = played.at(-1)!.at_ms + every_ms
      const at_ms = shone_at === undefined ? 0 : (now - shone_at) % length_ms
      context.drawImage(played.filter((frame) => frame.at_ms <= at_ms).at(-1)!.image, 0, 0)
    } else {
      draw(screenColour(now), turnedBy(now - drawn_at))
      if (scene.records && shone_at !== undefined && layer()) {
        frames.push({ at_ms: now - shone_at, picture: jpeg() })
      }
    }
    drawn_at = now
  }

  window.simulatedCamera = {
    async shoot(colour, yaw_deg) {
      await loaded
      draw(colour, { yaw_deg, nod_deg: 0 })
      return jpeg()
    },
    recorded: () =>
      Promise.all(frames.map(async ({ at_ms, picture }) => ({ at_ms, picture: await picture }))),
  }
  if (navigator.mediaDevices) {
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      await loaded
      isRear = (wanted?.video as MediaTrackConstraints | undefined)?.facingMode === 'environment'
      await Promise.all(played.map(({ image }) => image.decode()))
      clearInterval(timer)
      tick()
      timer = setInterval(tick, every_ms)
      const stream = canvas.captureStream()
      const value = scene.name ?? (isRear ? 'camera2 0, facing back' : 'camera2 1, facing front')
      for (const track of stream.getVideoTracks()) {
        Object.defineProperty(track, 'label', { value })
        const stop = track.stop.bind(track)
        track.stop = () => {
          clearInterval(timer)
          stop()
        }
      }
      return stream
    }
  }
}
