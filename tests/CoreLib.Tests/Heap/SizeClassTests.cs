using System.Runtime;
using Xunit;

namespace LiteBox.CoreLib.Tests.Heap;

/// <summary>Classes of small objects.</summary>
public sealed class SizeClassTests
{
    [Fact]
    public void EverySizeFitsItsClassAndNotTheOneBefore()
    {
        for (uint size = 1; size <= SizeClass.LargestSize; size++)
        {
            int sizeClass = SizeClass.Of(size);
            Assert.InRange(sizeClass, 0, SizeClass.Count - 1);
            Assert.True(SizeClass.SizeOf(sizeClass) >= size);
            Assert.True(sizeClass == 0 || SizeClass.SizeOf(sizeClass - 1) < size);
        }

        Assert.Equal(SizeClass.LargestSize, SizeClass.SizeOf(SizeClass.Count - 1));
    }

    [Fact]
    public void CellsAreAlignedAndWasteAtMostAFifth()
    {
        for (int sizeClass = 0; sizeClass < SizeClass.Count; sizeClass++)
        {
            uint size = SizeClass.SizeOf(sizeClass);
            Assert.Equal(0u, size % 16);
            if (sizeClass >= 16)
                Assert.True((size - SizeClass.SizeOf(sizeClass - 1)) * 5 <= size);
        }
    }
}
