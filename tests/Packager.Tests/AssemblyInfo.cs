using System.Runtime.Versioning;

// Guest programs are Linux programs, compiled and run by these tests.
[assembly: SupportedOSPlatform("linux")]
