using System.Linq;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Bundling;
using Xunit;

namespace LiteBox.Packager.Tests.Bundling;

public class SyscallTableTests
{
    [Fact]
    public void EverySystemCallHasARow()
    {
        SyscallHandlers handlers = SyscallHandlers.Read(Toolchain.Find(null, null).ShimAssembly);
        Assert.Equal(SyscallNames.All, SyscallTable.Of(handlers).Select(call => call.Number));
    }

    [Fact]
    public void WhatIsNotServedInFullSaysWhy()
    {
        SyscallHandlers handlers = SyscallHandlers.Read(Toolchain.Find(null, null).ShimAssembly);
        Assert.All(handlers.Support.Where(call => call.Status != SyscallStatus.Supported), call => Assert.NotEmpty(call.Note));
    }
}
