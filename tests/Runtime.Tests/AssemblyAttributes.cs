using Xunit;

// One simulated host per process: tests that drive it come one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
