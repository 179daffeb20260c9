using System.Runtime.Versioning;
using Xunit;

// The tests are processes already; more of them at once would only run into each other's time limits.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
