declare module '*.css'
declare module 'virtual:face-cascade' {
  /** The address of a `Cascade`; undefined where the build found none. */
  const address: string | undefined
  export default address
}
declare module 'virtual:voice-clips' {
  /** By language the address of an index: of each key a hash, which is part of its clip's name. */
  const indexes: Record<string, string>
  export default indexes
}
