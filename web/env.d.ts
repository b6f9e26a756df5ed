declare module '*.css'
declare module 'virtual:face-cascade' {
  /** Undefined where the build found none. */
  const cascade: import('@jianzai/capture').Cascade | undefined
  export default cascade
}
declare module 'virtual:voice-clips' {
  /** By language; of each key a hash, which is part of its clip's name. */
  const clips: Record<string, () => Promise<{ default: Record<string, string> }>>
  export default clips
}
