using System.Linq;
using LiteBox.Packager.Analysis;
using Xunit;

namespace LiteBox.Packager.Tests.Analysis;

public class SyscallNamesTests
{
    [Theory]
    [InlineData(0, "read")]
    [InlineData(59, "execve")]
    [InlineData(202, "futex")]
    [InlineData(231, "exit_group")]
    [InlineData(262, "newfstatat")]
    [InlineData(334, "rseq")]
    [InlineData(424, "pidfd_send_signal")]
    [InlineData(435, "clone3")]
    [InlineData(462, "mseal")]
    public void NumbersAndNames(int number, string name)
    {
        Assert.Equal(name, SyscallNames.NameOf(number));
        Assert.True(SyscallNames.TryParse(name, out int parsed));
        Assert.Equal(number, parsed);
    }

    [Fact]
    public void HolesAreNotDefined()
    {
        Assert.False(SyscallNames.IsDefined(-1));
        Assert.False(SyscallNames.IsDefined(335));
        Assert.False(SyscallNames.IsDefined(423));
        Assert.False(SyscallNames.IsDefined(463));
        Assert.False(SyscallNames.TryParse("400", out _));
        Assert.False(SyscallNames.TryParse("nonsense", out _));
        Assert.True(SyscallNames.TryParse("39", out int getpid) && getpid == 39);
        Assert.Equal("400", SyscallNames.NameOf(400));
        Assert.Equal(SyscallNames.Count, SyscallNames.All.Count());
        Assert.Equal(374, SyscallNames.Count);
    }
}
